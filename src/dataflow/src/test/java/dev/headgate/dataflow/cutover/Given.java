package dev.headgate.dataflow.cutover;

import dev.headgate.dataflow.preview.KeyDifference;
import dev.headgate.dataflow.preview.KeyLimits;
import dev.headgate.dataflow.preview.Preview;
import dev.headgate.dataflow.preview.SchemaDifference;
import dev.headgate.dataflow.progress.LiveRecord;
import dev.headgate.dataflow.relation.Relation;
import dev.headgate.dataflow.relation.TableName;
import dev.headgate.dataflow.sink.Connections;
import dev.headgate.dataflow.sink.Definition;
import dev.headgate.dataflow.sink.SinkId;
import dev.headgate.dataflow.sink.SinkSpec;
import dev.headgate.dataflow.sink.Version;
import dev.headgate.dataflow.time.Domain;
import dev.headgate.dataflow.time.Frontier;
import dev.headgate.dataflow.time.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;

/** Values that the specification speaks of: a sink that shows {@code old} and may show others. */
public final class Given {

  public static final SinkId SINK = SinkId.of("headgate", "shop", "orders");
  public static final Instant NOON = Instant.parse("2030-01-01T12:00:00Z");
  public static final Instant DEADLINE = NOON.plusSeconds(600);
  public static final Relation OLD = relation("old", 1);
  public static final Relation NEW = relation("new", 2);
  public static final SinkSpec SPEC =
      new SinkSpec(
          "topic", OptionalInt.empty(), OptionalInt.empty(), Map.of(), List.of("k"), false);
  public static final KeyLimits NO_STALE_KEY =
      new KeyLimits(OptionalLong.of(0), OptionalLong.empty(), OptionalLong.empty());
  public static final KeyDifference NOT_COUNTED =
      new KeyDifference.NotCounted(KeyDifference.Reason.TIMED_OUT, "it takes too long");
  public static final Connections CONNECTIONS = connectionsTo("p");

  private Given() {}

  static Connections connectionsTo(String postgres) {
    return new Connections(
        new Connections.Kafka("k:9092", Map.of(), "progress", "", false),
        new Connections.SchemaRegistry("http://r", Optional.empty()),
        new Connections.Postgres(postgres, 5432, "db", new Connections.Credentials("u", "p")));
  }

  public static Relation relation(String name, long table) {
    return new Relation(
        name, table, new TableName("public", "t" + table), List.of(Relation.Column.same("k")));
  }

  public static Definition definition(int version, Relation relation) {
    return new Definition(new Version(version), relation, SPEC, CONNECTIONS);
  }

  public static Timestamp at(long position) {
    return new Timestamp(position);
  }

  /** Version 1 shows {@code old}, complete from 100 on, committed up to {@code frontier}. */
  public static LiveRecord record(long frontier) {
    return record(frontier, false);
  }

  /** As {@link #record(long)}; the topic is known to equal {@code old}, or not. */
  static LiveRecord record(long frontier, boolean matches) {
    return new LiveRecord(
            Frontier.START,
            Version.FIRST,
            OLD,
            new LiveRecord.Upstream(new Domain("1", 1), 1, "slot", "publication"),
            new TreeMap<>(),
            new LiveRecord.Writer("uid", "process", 1),
            Optional.empty(),
            0,
            Optional.empty(),
            new LiveRecord.TopicIdentity("c", "t", 1),
            false,
            List.of())
        .founded(at(100), matches)
        .withFrontier(Frontier.at(at(frontier)));
  }

  /** Version 2 shows {@code new} from {@code t} on; nothing of it is committed yet. */
  public static LiveRecord recordAtCutover(long t) {
    return record(t)
        .carrying(NEW.oid(), at(t))
        .cutOver(
            NEW,
            at(t),
            new LiveRecord.CutoverRef(candidate(Grant.CUT_OVER).id().value(), 0, OLD),
            false,
            List.of());
  }

  /** The try to show {@code new} next. */
  public static Candidate candidate(Grant grant) {
    return candidate(grant, Terms.DEFAULT);
  }

  static Candidate candidate(Grant grant, Terms terms) {
    return new Candidate(
        definition(2, NEW),
        CutoverId.of(SINK, record(100), NEW, 0),
        0,
        Optional.of(DEADLINE),
        terms,
        Optional.ofNullable(grant));
  }

  /** The same fields, and these keys. */
  public static Preview preview(KeyDifference keys) {
    return new Preview(
        new SchemaDifference(List.of(), List.of()), List.of(), keys, NOON, Duration.ofMillis(5));
  }

  /** Of ten keys that many are stale. */
  public static KeyDifference counted(long stale) {
    return new KeyDifference.Counted(
        1,
        10,
        new KeyDifference.Keys(stale, List.of()),
        KeyDifference.Keys.NONE,
        KeyDifference.Keys.NONE);
  }

  public static Desired desired(long generation, Definition active, Candidate candidate) {
    return new Desired(
        generation, "uid", Run.RUNNING, true, active, Optional.ofNullable(candidate), 0, Set.of());
  }

  /** As {@code d}, of another resource. */
  public static Desired of(String uid, Desired d) {
    return new Desired(
        d.generation(),
        uid,
        d.run(),
        d.expectProgress(),
        d.active(),
        d.candidate(),
        d.attemptsEnded(),
        d.keep());
  }

  /** As {@code d}, with another password for the database. */
  public static Desired withPassword(String password, Desired d) {
    var p = CONNECTIONS.postgres();
    var changed =
        new Connections(
            CONNECTIONS.kafka(),
            CONNECTIONS.schemaRegistry(),
            new Connections.Postgres(
                p.host(), p.port(), p.database(), new Connections.Credentials("u", password)));
    return with(d, new Definition(d.active().version(), d.active().relation(), SPEC, changed));
  }

  /** As {@code d}, with another active definition. */
  public static Desired with(Desired d, Definition active) {
    return new Desired(
        d.generation(),
        d.uid(),
        d.run(),
        d.expectProgress(),
        active,
        d.candidate(),
        d.attemptsEnded(),
        d.keep());
  }

  /** As {@code d}, to be released. */
  public static Desired released(Desired d) {
    return run(Run.RELEASED, d);
  }

  /** As {@code d}, with something else to do. */
  public static Desired run(Run run, Desired d) {
    return new Desired(
        d.generation(),
        d.uid(),
        run,
        d.expectProgress(),
        d.active(),
        d.candidate(),
        d.attemptsEnded(),
        d.keep());
  }
}
