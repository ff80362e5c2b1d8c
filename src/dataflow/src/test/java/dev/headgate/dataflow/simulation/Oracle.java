package dev.headgate.dataflow.simulation;

import dev.headgate.dataflow.progress.LiveRecord;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What must be in the topic. Computed from what was committed upstream and from the records in the
 * progress topic; shares nothing with the code that it judges.
 */
final class Oracle {

  private Oracle() {}

  static void judge(World world) {
    recordsOnlyGoForward(world);
    endedTriesStayEnded(world);
    var expected = inOrderOfTimestamps(expected(world));
    var actual = actual(world);
    for (int i = 0; i < Math.max(expected.size(), actual.size()); i++) {
      var e = i < expected.size() ? expected.get(i) : null;
      var a = i < actual.size() ? actual.get(i) : null;
      if (e == null || !e.equals(a)) {
        throw new AssertionError(
            "message %d of %d should be %s, is %s; cutovers: %s"
                .formatted(i, expected.size(), e, a, versions(world)));
      }
    }
  }

  /** The frontier that consumers can rely on. */
  static long frontier(World world) {
    return records(world).reduce((a, b) -> b).map(r -> r.frontier().upper().bits()).orElse(0L);
  }

  static String activeRelation(World world) {
    return records(world).reduce((a, b) -> b).map(r -> r.relation().name()).orElse("none");
  }

  private static Stream<LiveRecord> records(World world) {
    return world.broker.log.stream()
        .map(Broker.Transaction::record)
        .flatMap(Optional::stream)
        .filter(LiveRecord.class::isInstance)
        .map(LiveRecord.class::cast);
  }

  private static List<String> versions(World world) {
    return records(world)
        .map(
            r ->
                "%s %s from %s"
                    .formatted(
                        r.version(),
                        r.relation().name(),
                        r.history().isEmpty() ? "-" : r.history().getLast().at()))
        .distinct()
        .toList();
  }

  private static void recordsOnlyGoForward(World world) {
    Optional<LiveRecord> before = Optional.empty();
    for (LiveRecord record : records(world).toList()) {
      if (before.isPresent()) {
        var b = before.get();
        int step = record.version().number() - b.version().number();
        boolean sameRelation = record.relation().equals(b.relation());
        if (record.frontier().isBefore(b.frontier())
            || step < 0
            || step > 1
            || (step == 0 && !sameRelation)) {
          throw new AssertionError("record went from %s to %s".formatted(b, record));
        }
      }
      before = Optional.of(record);
    }
  }

  private static void endedTriesStayEnded(World world) {
    records(world)
        .flatMap(r -> r.cutover().stream())
        .filter(c -> world.operator.toldEnded.contains(c.id()))
        .findFirst()
        .ifPresent(
            c -> {
              throw new AssertionError(
                  "try %s was said to have ended, yet it cut over".formatted(c.id()));
            });
  }

  /** OLD before T, NEW from T on, for each T in the records. */
  private static List<Row> expected(World world) {
    var rows = new ArrayList<Row>();
    LiveRecord before = null;
    for (LiveRecord record : records(world).toList()) {
      boolean first = before == null || !before.isFounded();
      if (first && record.isFounded()) {
        snapshot(world, record, rows);
      } else if (!first) {
        changes(
            world,
            before.relation().name(),
            before.frontier().upper().bits(),
            record.frontier().upper().bits(),
            rows);
      }
      before = record;
    }
    return rows;
  }

  private static void snapshot(World world, LiveRecord record, List<Row> rows) {
    long at = record.frontier().upper().bits();
    if (world.wanted().spec().snapshot()) {
      world
          .source
          .contents(record.relation().oid(), at)
          .forEach((k, v) -> rows.add(new Row(at, record.relation().name(), k, v)));
    }
  }

  private static void changes(World world, String relation, long from, long to, List<Row> rows) {
    long table = world.relationNamed(relation).oid();
    world.source.history.stream()
        .filter(t -> t.at() >= from && t.at() < to)
        .forEach(
            t ->
                Source.finalStates(t.changes(), table).entrySet().stream()
                    .sorted(java.util.Map.Entry.comparingByKey())
                    .forEach(e -> rows.add(new Row(t.at(), relation, e.getKey(), e.getValue()))));
  }

  /** The topic, in the order of {@link #inOrderOfTimestamps}. */
  private static List<Row> actual(World world) {
    return inOrderOfTimestamps(world.broker.log.stream().flatMap(t -> t.rows().stream()).toList());
  }

  /** Only the order of different keys at one timestamp is free. */
  private static List<Row> inOrderOfTimestamps(List<Row> messages) {
    var rows = new ArrayList<Row>();
    var group = new ArrayList<Row>();
    for (Row row : messages) {
      if (!group.isEmpty() && group.getFirst().at() != row.at()) {
        rows.addAll(sorted(group));
        group.clear();
      }
      group.add(row);
    }
    rows.addAll(sorted(group));
    return rows;
  }

  private static List<Row> sorted(List<Row> group) {
    return group.stream().sorted(Comparator.comparingInt(Row::key)).toList();
  }
}
