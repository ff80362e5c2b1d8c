package dev.headgate.dataflow.simulation;

import dev.headgate.dataflow.cutover.Attempt;
import dev.headgate.dataflow.cutover.Candidate;
import dev.headgate.dataflow.cutover.CutoverState;
import dev.headgate.dataflow.cutover.Mode;
import dev.headgate.dataflow.lifecycle.Phase;
import dev.headgate.dataflow.lifecycle.SinkState;
import dev.headgate.dataflow.progress.DroppedRecord;
import dev.headgate.dataflow.progress.LiveRecord;
import dev.headgate.dataflow.progress.ProgressRecord;
import dev.headgate.dataflow.sink.Connections;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
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
    nothingButTheSinksOwnIsLeft(world);
    matchesWhereARecordSaysSo(world);
    isRefreshedOnDemand(world);
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

  /** Where nothing goes on any more, a raised attempt has refreshed what flows, or has failed. */
  private static void isRefreshedOnDemand(World world) {
    var seen = world.cluster.read();
    var live = lastLive(world).filter(r -> r.relation().equals(seen.from()));
    if (world.mode() != Mode.REFRESH || live.isEmpty()) {
      return;
    }
    int last = live.get().cutover().map(LiveRecord.CutoverRef::attempt).orElse(0);
    boolean ended =
        seen.status()
            .filter(a -> a.to().equals(seen.from()) && a.attempt() == seen.attempt())
            .filter(a -> a.fate() instanceof Attempt.Fate.Ended)
            .isPresent();
    if (seen.attempt() > last && !ended) {
      throw new AssertionError(
          "attempt %d has not refreshed %s".formatted(seen.attempt(), live.get()));
    }
  }

  /** A look at the clock ends a try whose deadline passed before its commit was asked for. */
  static void noTryIsOverdue(SinkState state, Instant now) {
    state
        .cutover()
        .filter(c -> state.phase() instanceof Phase.Streaming)
        .flatMap(Oracle::givenUpInTime)
        .flatMap(Candidate::deadline)
        .filter(deadline -> !now.isBefore(deadline))
        .ifPresent(
            deadline -> {
              throw new AssertionError(
                  "goes on at %s although its time was over at %s: %s"
                      .formatted(now, deadline, state));
            });
  }

  /**
   * Nobody passes the point of no return before a person has said so, where one must. Only the way
   * back from a relation that wrote nothing, on the way to a third one, is open to all.
   */
  static void isPromoted(World world, LiveRecord before, LiveRecord next) {
    var id = next.cutover().orElseThrow().id();
    if (world.isManual() && !leadsBack(before, next) && !world.promoted.contains(id)) {
      throw new AssertionError("cuts over although nobody has promoted " + id);
    }
  }

  /** Where there are limits, contents were found to be within them before. */
  static void isWithinLimits(World world, LiveRecord before, LiveRecord next, Set<String> alike) {
    var id = next.cutover().orElseThrow().id();
    if (world.isLimited() && !leadsBack(before, next) && !alike.contains(id)) {
      throw new AssertionError("cuts over although contents are apart: " + id);
    }
  }

  private static boolean leadsBack(LiveRecord before, LiveRecord next) {
    return before.isAtCutover() && before.cutover().orElseThrow().from().equals(next.relation());
  }

  /** A paused sink has no try left that is wanted to be over and is not so in the record. */
  static void pausesBetweenTries(SinkState state) {
    var wanted = state.wanted().orElseThrow();
    state
        .record()
        .filter(LiveRecord.class::isInstance)
        .map(LiveRecord.class::cast)
        .filter(r -> r.version().equals(wanted.active().version()))
        .filter(r -> r.attemptsEnded() < wanted.attemptsEnded())
        .ifPresent(
            r -> {
              throw new AssertionError("paused before the record says that a try is over: " + r);
            });
  }

  /** Nobody streams on over connections that he was told are no longer wanted. */
  static void streamsAsWanted(SinkState state, Optional<Connections> reached) {
    var wanted = state.wanted().map(w -> w.active().connections());
    if (state.phase() instanceof Phase.Streaming && !reached.equals(wanted)) {
      throw new AssertionError(
          "streams over %s, wanted is %s: %s".formatted(reached, wanted, state));
    }
  }

  private static Optional<Candidate> givenUpInTime(CutoverState state) {
    return switch (state) {
      case CutoverState.Validating s -> Optional.of(s.to());
      case CutoverState.Publishing s -> Optional.of(s.to());
      case CutoverState.AwaitingTransactions s -> Optional.of(s.to());
      case CutoverState.TakingSince s -> Optional.of(s.to());
      case CutoverState.RecordingSince s -> Optional.of(s.to());
      case CutoverState.CatchingUp s -> Optional.of(s.to());
      case CutoverState.AwaitingPromotion s -> Optional.empty();
      case CutoverState.Comparing s -> Optional.of(s.to());
      case CutoverState.CuttingOver s -> Optional.of(s.to());
      case CutoverState.Repairing s -> Optional.of(s.to());
      default -> Optional.empty();
    };
  }

  static void nothingIsLeft(World world) {
    if (!world.source.feeds.isEmpty()) {
      throw new AssertionError("left behind upstream: " + world.source.feeds.keySet());
    }
  }

  private static void nothingButTheSinksOwnIsLeft(World world) {
    var own =
        world.broker.lastRecord().stream()
            .filter(LiveRecord.class::isInstance)
            .map(r -> ((LiveRecord) r).upstream().slot())
            .collect(Collectors.toSet());
    lastLive(world)
        .filter(r -> world.source.feeds.containsKey(r.upstream().slot()))
        .filter(r -> !published(world, r).equals(r.carried().keySet()))
        .ifPresent(
            r -> {
              throw new AssertionError(
                  "published are %s, carried %s".formatted(published(world, r), r.carried()));
            });
    if (!world.source.feeds.keySet().equals(own)) {
      throw new AssertionError(
          "upstream there is %s, the record names %s".formatted(world.source.feeds.keySet(), own));
    }
  }

  private static Set<Long> published(World world, LiveRecord record) {
    return world.source.feeds.get(record.upstream().slot()).published;
  }

  /** The frontier that consumers can rely on. */
  static long frontier(World world) {
    return records(world).reduce((a, b) -> b).map(r -> r.frontier().upper().bits()).orElse(0L);
  }

  static String activeRelation(World world) {
    return lastLive(world).map(r -> r.relation().name()).orElse("none");
  }

  /** The record, if the sink exists. */
  static Optional<LiveRecord> lastLive(World world) {
    return world
        .broker
        .lastRecord()
        .filter(LiveRecord.class::isInstance)
        .map(LiveRecord.class::cast);
  }

  private static Stream<ProgressRecord> allRecords(World world) {
    return world.broker.log.stream().map(Broker.Transaction::record).flatMap(Optional::stream);
  }

  private static Stream<LiveRecord> records(World world) {
    return allRecords(world).filter(LiveRecord.class::isInstance).map(LiveRecord.class::cast);
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
    Set<String> dropped = new HashSet<>();
    ProgressRecord before = null;
    for (ProgressRecord record : allRecords(world).toList()) {
      if (before != null && !follows(before, record)
          || record instanceof LiveRecord && dropped.contains(record.uid())) {
        throw new AssertionError("record went from %s to %s".formatted(before, record));
      }
      if (record instanceof DroppedRecord) {
        dropped.add(record.uid());
      }
      before = record;
    }
  }

  private static boolean follows(ProgressRecord before, ProgressRecord next) {
    int step = next.version().number() - before.version().number();
    if (before instanceof LiveRecord b && next instanceof LiveRecord n) {
      return !n.frontier().isBefore(b.frontier())
          && (step == 1 || step == 0 && n.relation().equals(b.relation()));
    }
    return step == (next instanceof LiveRecord ? 1 : 0);
  }

  private static void endedTriesStayEnded(World world) {
    records(world)
        .flatMap(r -> r.cutover().stream())
        .filter(c -> world.toldEnded.contains(c.id()))
        .findFirst()
        .ifPresent(
            c -> {
              throw new AssertionError(
                  "try %s was said to have ended, yet it cut over".formatted(c.id()));
            });
  }

  /** After a cutover, and at the end. */
  private static void matchesWhereARecordSaysSo(World world) {
    var topic = new ArrayList<Row>();
    LiveRecord before = null;
    for (var transaction : world.broker.log) {
      topic.addAll(transaction.rows());
      if (transaction.record().orElse(null) instanceof LiveRecord record) {
        boolean cutOver = before != null && !before.version().equals(record.version());
        if (cutOver || transaction.equals(world.broker.log.getLast())) {
          requireMatching(world, record, topic);
        }
        before = record;
      }
    }
  }

  private static void requireMatching(World world, LiveRecord record, List<Row> topic) {
    if (!record.topicMatches()) {
      return;
    }
    var contents = world.source.contents(record.relation().oid(), record.frontier().upper().bits());
    var held = compacted(topic.stream());
    if (!held.equals(contents)) {
      throw new AssertionError(
          "the topic is said to equal %s at %s: it holds %s, the relation %s"
              .formatted(record.relation().name(), record.frontier(), held, contents));
    }
  }

  /** What a topic of these messages holds after compaction. */
  static Map<Integer, String> compacted(Stream<Row> messages) {
    var held = new TreeMap<Integer, String>();
    messages.forEach(
        row -> {
          if (row.value().isEmpty()) {
            held.remove(row.key());
          } else {
            held.put(row.key(), row.value());
          }
        });
    return held;
  }

  /** All that is committed to the topic. */
  static Stream<Row> topic(World world) {
    return world.broker.log.stream().flatMap(t -> t.rows().stream());
  }

  /** OLD before T, NEW from T on, for each T in the records. */
  private static List<Row> expected(World world) {
    var rows = new ArrayList<Row>();
    LiveRecord before = null;
    for (ProgressRecord any : allRecords(world).toList()) {
      if (!(any instanceof LiveRecord record)) {
        before = null; // dropped: the next one starts anew
        continue;
      }
      boolean first = before == null || !before.isFounded();
      if (first && record.isFounded()) {
        snapshot(world, record, rows);
      } else if (!first) {
        changes(
            world,
            before.relation().name(),
            before.frontier().upper().bits(),
            leapt(world, before, record) ? 0 : record.frontier().upper().bits(),
            rows);
        if (!before.version().equals(record.version()) && record.topicMatches()) {
          repair(world, before, record, rows);
        }
      }
      before = record;
    }
    return rows;
  }

  /** Where the old relation could not go on, what it changed up to T is missing. */
  private static boolean leapt(World world, LiveRecord before, LiveRecord record) {
    return !before.version().equals(record.version())
        && world.broker.log.stream()
            .anyMatch(t -> t.leaps() && t.record().equals(Optional.of(record)));
  }

  /** What is written at T where the topic is to equal the new relation. */
  private static void repair(World world, LiveRecord before, LiveRecord record, List<Row> rows) {
    long at = record.frontier().upper().bits();
    var next = world.source.contents(record.relation().oid(), at);
    boolean all = world.mode() == Mode.REFRESH;
    var held = all ? compacted(rows.stream()) : world.source.contents(before.relation().oid(), at);
    var keys = new TreeSet<>(held.keySet());
    keys.addAll(next.keySet());
    for (int key : keys) {
      var value = next.getOrDefault(key, "");
      if (all ? next.containsKey(key) || held.containsKey(key) : !value.equals(held.get(key))) {
        rows.add(new Row(at, record.relation().name(), key, value));
      }
    }
  }

  private static void snapshot(World world, LiveRecord record, List<Row> rows) {
    long at = record.frontier().upper().bits();
    if (world.takesSnapshot()) {
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
