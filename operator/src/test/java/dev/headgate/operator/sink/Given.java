package dev.headgate.operator.sink;

import dev.headgate.api.v1alpha1.LocalReference;
import dev.headgate.api.v1alpha1.Sink;
import dev.headgate.api.v1alpha1.SinkSpec;
import dev.headgate.api.v1alpha1.SinkStatus;
import dev.headgate.dataflow.cutover.Attempt;
import dev.headgate.dataflow.cutover.CutoverId;
import dev.headgate.dataflow.cutover.CutoverStep;
import dev.headgate.dataflow.cutover.Desired;
import dev.headgate.dataflow.cutover.Grant;
import dev.headgate.dataflow.cutover.Observed;
import dev.headgate.dataflow.cutover.Observed.Activity;
import dev.headgate.dataflow.cutover.Run;
import dev.headgate.dataflow.progress.LiveRecord;
import dev.headgate.dataflow.relation.Relation;
import dev.headgate.dataflow.relation.TableName;
import dev.headgate.dataflow.sink.Connections;
import dev.headgate.dataflow.sink.Definition;
import dev.headgate.dataflow.sink.SinkId;
import dev.headgate.dataflow.sink.Version;
import dev.headgate.dataflow.time.Domain;
import dev.headgate.dataflow.time.Frontier;
import dev.headgate.dataflow.time.Timestamp;
import dev.headgate.operator.relation.ResolvedRelation;
import dev.headgate.operator.status.Resolved;
import dev.headgate.operator.worker.StoredAssignment;
import dev.headgate.operator.worker.WorkerClient.Answer;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;

/** A Sink that streams matview-1, and what may differ from that. */
final class Given {

  static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
  static final Relation OLD = relation("matview-1", 1001);
  static final Relation NEW = relation("matview-2", 1002);
  static final Domain DOMAIN = new Domain("7000000000000000001", 5);

  /** Version 1 shows {@link #OLD}. */
  static final LiveRecord OLD_RECORD = record();

  /** Version 2 shows {@link #NEW}, by the try of {@link #attempt}. */
  static final LiveRecord NEW_RECORD =
      OLD_RECORD
          .cutOver(
              NEW,
              new Timestamp(0x3000),
              new LiveRecord.CutoverRef("0123456789abcdef", 3, OLD),
              false,
              List.of(9L, 8L))
          .withFrontier(Frontier.at(new Timestamp(0x1_0000_3000L)));

  private static final Connections CONNECTIONS =
      new Connections(
          new Connections.Kafka("k:9092", Map.of(), "headgate-progress", "", false),
          new Connections.SchemaRegistry("http://r", Optional.empty()),
          new Connections.Postgres("p", 5432, "db", new Connections.Credentials("u", "p")));

  private Given() {}

  private static Relation relation(String name, long oid) {
    return new Relation(
        name,
        oid,
        new TableName("public", name.replace('-', '_')),
        List.of(new Relation.Column("key", "key_col"), Relation.Column.same("tier")));
  }

  static Attempt attempt(Attempt.Fate fate) {
    return new Attempt(
        new CutoverId("0123456789abcdef"),
        NEW,
        3,
        Version.FIRST,
        2,
        NOON,
        Optional.of(NOON.plusSeconds(600)),
        Optional.empty(),
        Optional.empty(),
        fate);
  }

  static Sink sink(String from, SinkStatus status) {
    var reference = new LocalReference("kafka");
    var sink = new Sink();
    sink.setMetadata(
        new ObjectMetaBuilder()
            .withName("avro-sink")
            .withNamespace("shop")
            .withUid("uid")
            .withGeneration(4L)
            .build());
    sink.setSpec(
        new SinkSpec(
            new LocalReference(from),
            new SinkSpec.Into(new SinkSpec.Kafka(reference, "topic", null, null, null, null)),
            new SinkSpec.Key(List.of("key")),
            new SinkSpec.Format(new SinkSpec.Avro(new LocalReference("csr"))),
            "Upsert",
            true,
            "Stall",
            cutover("Automatic", null, "0s"),
            false,
            new SinkSpec.Worker(0)));
    sink.setStatus(status);
    return sink;
  }

  private static SinkSpec.Cutover cutover(String promotion, String promote, String rollbackWindow) {
    return new SinkSpec.Cutover(
        "10m",
        0,
        promotion,
        promote,
        "BeforeCutover",
        rollbackWindow,
        null,
        null,
        null,
        0,
        "Forward");
  }

  /** As {@code seen}, with limits and a preview asked for again. */
  static Seen limited(Long stale, Long missing, Long orphan, int preview, Seen seen) {
    return with(
        seen,
        new SinkSpec.Cutover(
            "10m",
            0,
            "Manual",
            null,
            "BeforeCutover",
            "0s",
            stale,
            missing,
            orphan,
            preview,
            "Reconcile"),
        false);
  }

  /** As {@code seen}, with {@code spec.paused}. */
  static Seen paused(Seen seen) {
    return with(seen, seen.sink().getSpec().cutover(), true);
  }

  /** As {@code seen}, with promotion by hand, of what {@code promote} names. */
  static Seen promoting(String promote, Seen seen) {
    return with(seen, cutover("Manual", promote, "0s"), false);
  }

  /** As {@code seen}, with a rollback window. */
  static Seen keeping(String rollbackWindow, Seen seen) {
    return with(seen, cutover("Automatic", null, rollbackWindow), false);
  }

  private static Seen with(Seen seen, SinkSpec.Cutover cutover, boolean paused) {
    var s = seen.sink().getSpec();
    seen.sink()
        .setSpec(
            new SinkSpec(
                s.from(),
                s.into(),
                s.key(),
                s.format(),
                s.envelope(),
                s.snapshot(),
                s.onValueError(),
                cutover,
                paused,
                s.worker()));
    return seen;
  }

  /** matview-1 is wanted and flows. */
  static Seen streaming() {
    return seen("matview-1", null, found(OLD, DOMAIN), heard(Activity.STREAMING, null));
  }

  static Seen seen(
      String from, SinkStatus status, Resolved<ResolvedRelation> relation, Answer worker) {
    return new Seen(
        NOON.plusSeconds(5),
        sink(from, status),
        new SinkId("headgate-shop-avro-sink"),
        Optional.empty(),
        relation,
        relation.map(r -> CONNECTIONS),
        Optional.of(CONNECTIONS),
        Optional.of(new StoredAssignment(desired(), "token", "1", Map.of())),
        Optional.empty(),
        worker);
  }

  /** Nothing was assigned yet. */
  static Seen unassigned(Resolved<ResolvedRelation> relation) {
    var s = seen("matview-1", null, relation, new Answer.Silent("No worker was started"));
    return new Seen(
        s.now(),
        s.sink(),
        s.id(),
        s.rival(),
        s.relation(),
        s.from(),
        Optional.empty(),
        Optional.empty(),
        s.pod(),
        s.worker());
  }

  static Resolved<ResolvedRelation> found(Relation relation, Domain domain) {
    return Resolved.found(new ResolvedRelation(relation, "shop", domain));
  }

  static Answer heard(Activity activity, String error) {
    return heard(activity, error, null);
  }

  static Answer heard(Activity activity, String error, Observed.Cutover cutover) {
    return heard(activity, error, cutover, OLD_RECORD);
  }

  static Answer heard(
      Activity activity, String error, Observed.Cutover cutover, LiveRecord record) {
    return new Answer.Heard(
        new Observed(
            "process",
            7,
            activity,
            Optional.of(record),
            Optional.empty(),
            Optional.ofNullable(cutover),
            Observed.Statistics.NONE,
            Optional.ofNullable(error)));
  }

  static Observed.Cutover at(CutoverStep step, List<String> blockers, List<String> problems) {
    return new Observed.Cutover(
        new CutoverId("0123456789abcdef"),
        step,
        Optional.of(Grant.CUT_OVER),
        Optional.of(new Timestamp(0x2000)),
        Optional.empty(),
        blockers,
        problems);
  }

  private static LiveRecord record() {
    return new LiveRecord(
            Frontier.START,
            Version.FIRST,
            OLD,
            new LiveRecord.Upstream(DOMAIN, 1, "slot", "publication"),
            new TreeMap<>(),
            new LiveRecord.Writer("uid", "process", 7),
            Optional.empty(),
            2,
            Optional.empty(),
            new LiveRecord.TopicIdentity("cluster", "topic-id", 3),
            false,
            List.of())
        .founded(new Timestamp(0x1000), true)
        .beginningAt(List.of(0L, 4L))
        .withFrontier(Frontier.at(new Timestamp(0x1_0000_3000L)));
  }

  private static Desired desired() {
    return new Desired(
        7,
        "uid",
        Run.RUNNING,
        true,
        new Definition(
            Version.FIRST,
            OLD,
            new dev.headgate.dataflow.sink.SinkSpec(
                "topic", OptionalInt.empty(), OptionalInt.empty(), Map.of(), List.of("key"), true),
            CONNECTIONS),
        Optional.empty(),
        2,
        Set.of());
  }

  /** A status with that cutover and nothing else. */
  static SinkStatus statusWith(SinkStatus.Cutover cutover) {
    return new SinkStatus(
        null, null, null, null, null, null, null, null, null, null, null, null, null, cutover, null,
        null, null, null, null);
  }
}
