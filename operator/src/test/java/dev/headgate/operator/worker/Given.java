package dev.headgate.operator.worker;

import dev.headgate.api.v1alpha1.Sink;
import dev.headgate.api.v1alpha1.SinkSpec.Worker;
import dev.headgate.dataflow.cutover.Candidate;
import dev.headgate.dataflow.cutover.CutoverId;
import dev.headgate.dataflow.cutover.Desired;
import dev.headgate.dataflow.cutover.Grant;
import dev.headgate.dataflow.cutover.Observed;
import dev.headgate.dataflow.cutover.Observed.Activity;
import dev.headgate.dataflow.cutover.Observed.Statistics;
import dev.headgate.dataflow.cutover.Run;
import dev.headgate.dataflow.cutover.Terms;
import dev.headgate.dataflow.progress.LiveRecord;
import dev.headgate.dataflow.progress.LiveRecord.TopicIdentity;
import dev.headgate.dataflow.progress.LiveRecord.Upstream;
import dev.headgate.dataflow.progress.LiveRecord.Writer;
import dev.headgate.dataflow.relation.Relation;
import dev.headgate.dataflow.relation.Relation.Column;
import dev.headgate.dataflow.relation.TableName;
import dev.headgate.dataflow.sink.Connections;
import dev.headgate.dataflow.sink.Connections.Credentials;
import dev.headgate.dataflow.sink.Definition;
import dev.headgate.dataflow.sink.SinkId;
import dev.headgate.dataflow.sink.SinkSpec;
import dev.headgate.dataflow.sink.Version;
import dev.headgate.dataflow.time.Domain;
import dev.headgate.dataflow.time.Frontier;
import dev.headgate.dataflow.time.Timestamp;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;

/** A Sink {@code shop/avro-sink}, and what is said of it. */
final class Given {

  static final String UID = "0b5f7a4e-0000-4000-8000-000000000001";
  static final String ELDER_UID = "0b5f7a4e-0000-4000-8000-000000000000";
  static final SinkId ID = new SinkId("headgate-shop-avro-sink");

  static final WorkerTemplate TEMPLATE =
      new WorkerTemplate("headgate", "headgate/worker:1", Optional.empty(), Map.of());

  /** What another version or configuration of the operator may have. */
  static List<WorkerTemplate> otherTemplates() {
    return List.of(
        new WorkerTemplate("headgate", "headgate/worker:2", Optional.empty(), Map.of()),
        new WorkerTemplate(
            "headgate", TEMPLATE.image(), Optional.empty(), Map.of("JAVA_TOOL_OPTIONS", "-Xmx1g")));
  }

  private static final SinkSpec SPEC =
      new SinkSpec("topic", OptionalInt.empty(), OptionalInt.empty(), Map.of(), List.of("k"), true);

  private static final Connections CONNECTIONS =
      new Connections(
          new Connections.Kafka("kafka:9092", Map.of(), "headgate-progress", "", false),
          new Connections.SchemaRegistry("http://registry:8081", Optional.empty()),
          new Connections.Postgres("db", 5432, "shop", new Credentials("sinks", "secret")));

  private static final Relation RELATION =
      new Relation(
          "matview-1", 16385, new TableName("public", "orders"), List.of(Column.same("k")));

  private Given() {}

  static Sink sink() {
    return sink(UID);
  }

  static Sink sink(String uid) {
    var sink = new Sink();
    sink.setMetadata(
        new ObjectMetaBuilder().withNamespace("shop").withName("avro-sink").withUid(uid).build());
    sink.setSpec(spec(0));
    return sink;
  }

  static Sink sinkWithRollout(int rollout) {
    var sink = sink();
    sink.setSpec(spec(rollout));
    return sink;
  }

  private static dev.headgate.api.v1alpha1.SinkSpec spec(int rollout) {
    return new dev.headgate.api.v1alpha1.SinkSpec(
        null, null, null, null, null, null, null, null, null, new Worker(rollout));
  }

  static Desired desired(long generation, Run run) {
    return new Desired(
        generation,
        UID,
        run,
        true,
        new Definition(new Version(1), RELATION, SPEC, CONNECTIONS),
        Optional.empty(),
        0,
        Set.of());
  }

  static Desired granted(long generation) {
    var plain = desired(generation, Run.RUNNING);
    var candidate =
        new Candidate(
            new Definition(new Version(2), RELATION, SPEC, CONNECTIONS),
            new CutoverId("0123456789abcdef"),
            0,
            Optional.empty(),
            Terms.DEFAULT,
            Optional.of(Grant.CUT_OVER));
    return new Desired(
        generation, UID, plain.run(), true, plain.active(), Optional.of(candidate), 0, Set.of());
  }

  static Observed observed(Activity activity, long frontier) {
    var record =
        new LiveRecord(
            Frontier.at(new Timestamp(frontier)),
            new Version(1),
            RELATION,
            new Upstream(new Domain("7400000000000000001", 16384), 1, "slot", "publication"),
            new TreeMap<>(Map.of(16385L, new Timestamp(1))),
            new Writer(UID, "i-1", 7),
            Optional.empty(),
            0,
            Optional.empty(),
            new TopicIdentity("k", "t", 6),
            true,
            List.of());
    return new Observed(
        "i-1",
        7,
        activity,
        Optional.of(record),
        Optional.of(new Timestamp(frontier + 5)),
        Optional.empty(),
        new Statistics(frontier, frontier, frontier, frontier),
        Optional.empty());
  }
}
