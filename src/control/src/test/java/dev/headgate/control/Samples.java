package dev.headgate.control;

import dev.headgate.dataflow.cutover.Candidate;
import dev.headgate.dataflow.cutover.CutoverId;
import dev.headgate.dataflow.cutover.CutoverStep;
import dev.headgate.dataflow.cutover.Desired;
import dev.headgate.dataflow.cutover.Grant;
import dev.headgate.dataflow.cutover.Mode;
import dev.headgate.dataflow.cutover.Observed;
import dev.headgate.dataflow.cutover.Observed.Activity;
import dev.headgate.dataflow.cutover.Observed.Cutover;
import dev.headgate.dataflow.cutover.Observed.Skipped;
import dev.headgate.dataflow.cutover.Observed.Statistics;
import dev.headgate.dataflow.cutover.Run;
import dev.headgate.dataflow.cutover.SchemaCheck;
import dev.headgate.dataflow.cutover.Terms;
import dev.headgate.dataflow.preview.FieldChange;
import dev.headgate.dataflow.preview.FieldChange.Field;
import dev.headgate.dataflow.preview.KeyDifference.Counted;
import dev.headgate.dataflow.preview.KeyDifference.Keys;
import dev.headgate.dataflow.preview.KeyLimits;
import dev.headgate.dataflow.preview.Preview;
import dev.headgate.dataflow.preview.SchemaDifference;
import dev.headgate.dataflow.preview.SubjectVerdict;
import dev.headgate.dataflow.progress.LiveRecord;
import dev.headgate.dataflow.progress.LiveRecord.CutoverRef;
import dev.headgate.dataflow.progress.LiveRecord.EndedAttempt;
import dev.headgate.dataflow.progress.LiveRecord.Outcome;
import dev.headgate.dataflow.progress.LiveRecord.TopicIdentity;
import dev.headgate.dataflow.progress.LiveRecord.Upstream;
import dev.headgate.dataflow.progress.LiveRecord.VersionEntry;
import dev.headgate.dataflow.progress.LiveRecord.Writer;
import dev.headgate.dataflow.relation.Relation;
import dev.headgate.dataflow.relation.Relation.Column;
import dev.headgate.dataflow.relation.TableName;
import dev.headgate.dataflow.sink.Connections;
import dev.headgate.dataflow.sink.Connections.Credentials;
import dev.headgate.dataflow.sink.Connections.Kafka;
import dev.headgate.dataflow.sink.Connections.Postgres;
import dev.headgate.dataflow.sink.Connections.SchemaRegistry;
import dev.headgate.dataflow.sink.Definition;
import dev.headgate.dataflow.sink.OnValueError;
import dev.headgate.dataflow.sink.SinkSpec;
import dev.headgate.dataflow.sink.Version;
import dev.headgate.dataflow.time.Domain;
import dev.headgate.dataflow.time.Frontier;
import dev.headgate.dataflow.time.Timestamp;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;

/** One message of each kind with every member present, and the texts kept of them. */
final class Samples {

  private static final SinkSpec SPEC =
      new SinkSpec(
          "test_avro_topic",
          OptionalInt.of(6),
          OptionalInt.of(3),
          Map.of("min.insync.replicas", "2", "cleanup.policy", "compact"),
          List.of("key_col"),
          true,
          new OnValueError.SkipAndRecord("letters"));

  private static final Connections CONNECTIONS =
      new Connections(
          new Kafka(
              "kafka-0:9092,kafka-1:9092",
              Map.of("security.protocol", "SASL_SSL", "sasl.jaas.config", "kafka secret"),
              "headgate-progress",
              "shop-",
              false),
          new SchemaRegistry(
              "http://registry:8081", Optional.of(new Credentials("csr", "registry secret"))),
          new Postgres("db", 5432, "shop", new Credentials("sinks", "postgres secret")));

  private static final CutoverId ID = new CutoverId("0123456789abcdef");

  static final Desired DESIRED =
      new Desired(
          8,
          "u-1",
          Run.RUNNING,
          true,
          new Definition(new Version(2), relation("matview-1", 16385), SPEC, CONNECTIONS),
          Optional.of(
              new Candidate(
                  new Definition(new Version(3), relation("matview-2", 16391), SPEC, CONNECTIONS),
                  ID,
                  1,
                  Optional.of(Instant.parse("2026-03-01T12:00:00.500Z")),
                  new Terms(
                      Mode.RECONCILE,
                      SchemaCheck.BEFORE_CUTOVER,
                      new KeyLimits(OptionalLong.of(10), OptionalLong.of(0), OptionalLong.of(1)),
                      2),
                  Optional.of(Grant.CUT_OVER))),
          1,
          Set.of(16391L, 16385L));

  static final Preview PREVIEW =
      new Preview(
          new SchemaDifference(
              List.of(),
              List.of(
                  new FieldChange.Removed(new Field("note", "text", true)),
                  new FieldChange.Changed(
                      new Field("amount", "integer", false),
                      new Field("amount", "numeric(10,2)", false)),
                  new FieldChange.Added(new Field("tier", "text", true)))),
          List.of(
              new SubjectVerdict.Compatible("t-key"),
              new SubjectVerdict.Incompatible("t-value", List.of("TYPE_MISMATCH /fields/1")),
              new SubjectVerdict.Unknown("u-value", "no answer")),
          new Counted(
              20,
              21_000,
              new Keys(400, List.of("(id=7)", "(id=9)")),
              Keys.NONE,
              new Keys(20, List.of("(id=3)"))),
          Instant.parse("2026-03-01T12:00:00.500Z"),
          Duration.ofMillis(1234));

  private static final LiveRecord RECORD =
      new LiveRecord(
          Frontier.at(Timestamp.parse("18446744073709551615")),
          new Version(2),
          relation("matview-1", 16385),
          new Upstream(new Domain("7400000000000000001", 16384), 1, "headgate_s", "headgate_p"),
          new TreeMap<>(Map.of(16385L, new Timestamp(100))),
          new Writer("u-1", "i-1", 7),
          Optional.of(new CutoverRef("fedcba9876543210", 0, relation("matview-0", 16380))),
          1,
          Optional.of(new EndedAttempt("00000000000000aa", Outcome.TIMED_OUT, "too late")),
          new TopicIdentity("k", "t", 6),
          true,
          List.of(new VersionEntry(new Version(2), "matview-1", new Timestamp(100), List.of(5L))));

  static final Observed OBSERVED =
      new Observed(
          "i-1",
          8,
          Activity.STREAMING,
          Optional.of(RECORD),
          Optional.of(Timestamp.parse("18446744073709551615")),
          Optional.of(
              new Cutover(
                  ID,
                  CutoverStep.CATCHING_UP,
                  Optional.of(Grant.PREPARE),
                  Optional.of(new Timestamp(200)),
                  Optional.of(new Timestamp(210)),
                  List.of("session 17 of app, since 12:00"),
                  List.of("column \"tier\" is missing"),
                  Optional.of(PREVIEW))),
          new Statistics(4, 3, 400, 300, new Skipped(1, Optional.of("row (id=17)"))),
          Optional.of("broker lost"));

  private Samples() {}

  private static Relation relation(String name, long oid) {
    return new Relation(
        name,
        oid,
        new TableName("public", "Orders"),
        List.of(new Column("key_col", "id"), Column.same("tier")));
  }

  /** The kept text of that name, each line break and the indentation behind it left out. */
  static String kept(String file) {
    try (var in = Samples.class.getResourceAsStream(file)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).replaceAll("\n *", "");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
