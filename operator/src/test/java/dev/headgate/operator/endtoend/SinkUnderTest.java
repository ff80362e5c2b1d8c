package dev.headgate.operator.endtoend;

import static org.awaitility.Awaitility.await;

import dev.headgate.api.v1alpha1.Sink;
import dev.headgate.api.v1alpha1.SinkSpec;
import dev.headgate.api.v1alpha1.SinkStatus;
import dev.headgate.api.v1alpha1.SinkStatus.Step;
import dev.headgate.dataflow.time.Timestamp;
import dev.headgate.testkit.kafka.KafkaServer;
import dev.headgate.testkit.kafka.TopicReader;
import dev.headgate.testkit.kafka.TopicRecord;
import dev.headgate.testkit.load.TestDatabase;
import dev.headgate.testkit.oracle.Expected;
import dev.headgate.testkit.oracle.ProgressTrace;
import dev.headgate.testkit.oracle.TopicContents;
import dev.headgate.testkit.oracle.Verdict;
import dev.headgate.testkit.oracle.WalOracle;
import dev.headgate.testkit.registry.SchemaRegistryServer;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceQuotaBuilder;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.awaitility.core.ConditionTimeoutException;

/**
 * One Sink in a namespace of its own, with a database and an oracle that watches it from before its
 * first row.
 *
 * <p>Not thread-safe.
 */
final class SinkUnderTest implements AutoCloseable {

  static final String NAME = "avro-sink";

  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Duration POLL = Duration.ofMillis(50);
  private static final List<String> COLUMNS =
      List.of("key_col", "tier", "amount", "note", "updated");

  private final Platform platform;
  private final KafkaServer kafka;
  private final String workersKafka;
  private final SchemaRegistryServer registry;
  private final TestDatabase database;
  private final WalOracle oracle;
  private final String namespace;
  private String topic;
  private final Map<String, String> tables = new LinkedHashMap<>();

  SinkUnderTest(
      Platform platform, KafkaServer kafka, SchemaRegistryServer registry, TestDatabase database)
      throws SQLException {
    this(platform, kafka, kafka.bootstrapServers(), registry, database);
  }

  /** With a worker whose way to Kafka is {@link KafkaServer#proxy}. */
  static SinkUnderTest behindProxy(
      Platform platform, KafkaServer kafka, SchemaRegistryServer registry, TestDatabase database)
      throws SQLException {
    return new SinkUnderTest(platform, kafka, kafka.proxiedBootstrapServers(), registry, database);
  }

  private SinkUnderTest(
      Platform platform,
      KafkaServer kafka,
      String workersKafka,
      SchemaRegistryServer registry,
      TestDatabase database)
      throws SQLException {
    this.platform = platform;
    this.kafka = kafka;
    this.workersKafka = workersKafka;
    this.registry = registry;
    this.database = database;
    this.oracle = WalOracle.open(database.server(), database.name());
    this.topic = "topic-" + database.name();
    this.namespace = "ns-" + database.name().replace('_', '-');
  }

  TestDatabase database() {
    return database;
  }

  /** What can hold the commit of its cutovers, if its worker heeds it. */
  CommitHold hold() {
    return platform.hold(id());
  }

  String namespace() {
    return namespace;
  }

  String topic() {
    return topic;
  }

  /** The next Sink that is applied writes to another topic. */
  void changeTopic() {
    topic = topic + "-again";
  }

  /**
   * Applies the Sink of {@code matview-1}, with {@code matview-2} beside it; on return it flows.
   */
  void startWithMatviews() {
    applyReferences("matview_1", "matview_2");
    applySink("matview-1");
    untilReady("matview-1");
  }

  /** All records of that topic, committed ones only. */
  List<TopicRecord> records(String ofTopic) {
    return new TopicReader(kafka.bootstrapServers()).readCommitted(ofTopic);
  }

  /** All messages of the Sink's topic. */
  List<TopicContents.Message> messages() throws IOException {
    return TopicContents.read(kafka.bootstrapServers(), registry.url(), topic()).messages();
  }

  private String progressTopic() {
    return "progress-" + database.name();
  }

  /** Applies Connections, and Relations named like the tables, with dashes. */
  void applyReferences(String... tablesShown) {
    platform.kubernetes().makeNamespace(namespace);
    apply(Manifests.connections(database, workersKafka, registry.url(), progressTopic()));
    Stream.of(tablesShown).forEach(this::applyRelation);
  }

  private void applyRelation(String table) {
    applyRelation(table.replace('_', '-'), table);
  }

  void applyRelation(String name, String table) {
    tables.put(name, table);
    apply(Manifests.relation(name, "public." + table));
  }

  /** Applies the Sink. */
  void applySink(String from) {
    apply(Manifests.sink(NAME, from, topic()));
  }

  /** As {@link #applySink(String)}, by another field manager. */
  void applySink(String from, String manager) {
    apply(Manifests.sink(NAME, from, topic()), manager);
  }

  /** Another field manager labels the Sink, and says nothing of its spec. */
  void applyBeside(String manager) {
    apply(
        """
        apiVersion: headgate.dev/v1alpha1
        kind: Sink
        metadata: {name: %s, labels: {seen-by: %s}}
        """
            .formatted(NAME, manager),
        manager);
  }

  /** As {@code kubectl apply --server-side} does. */
  void apply(String manifest) {
    apply(manifest, "kubectl");
  }

  private void apply(String manifest, String manager) {
    var bytes = new ByteArrayInputStream(manifest.getBytes(StandardCharsets.UTF_8));
    for (var object : platform.client().load(bytes).items()) {
      platform
          .client()
          .resource(object)
          .inNamespace(namespace)
          .fieldManager(manager)
          .forceConflicts()
          .serverSideApply();
    }
  }

  /** Edits {@code spec.from}, as {@code kubectl edit} does. */
  void edit(String from) {
    patch("{\"spec\":{\"from\":{\"name\":\"%s\"}}}".formatted(from));
  }

  /** Likewise, by that field manager. */
  void edit(String from, String manager) {
    resource()
        .patch(
            new PatchContext.Builder()
                .withPatchType(PatchType.JSON_MERGE)
                .withFieldManager(manager)
                .build(),
            "{\"spec\":{\"from\":{\"name\":\"%s\"}}}".formatted(from));
  }

  /** Patches the Sink. */
  void patch(String mergePatch) {
    resource().patch(PatchContext.of(PatchType.JSON_MERGE), mergePatch);
  }

  Resource<Sink> resource() {
    return platform.client().resources(Sink.class).inNamespace(namespace).withName(NAME);
  }

  /** The status as it is now; empty as long as there is none. */
  Optional<SinkStatus> status() {
    return Optional.ofNullable(resource().get()).map(Sink::getStatus);
  }

  SinkSpec spec() {
    return resource().get().getSpec();
  }

  /** The Events of the Sink, as {@code kubectl describe} looks for them. */
  List<Event> events() {
    return platform
        .client()
        .v1()
        .events()
        .inNamespace(namespace)
        .withField("involvedObject.uid", resource().get().getMetadata().getUid())
        .list()
        .getItems();
  }

  /** Those of that reason. */
  List<Event> events(String reason) {
    return events().stream().filter(event -> event.getReason().equals(reason)).toList();
  }

  /** Waits until the status is so. */
  SinkStatus until(String what, Predicate<SinkStatus> condition) {
    return until(what, LIMIT, condition);
  }

  SinkStatus until(String what, Duration limit, Predicate<SinkStatus> condition) {
    var last = new Optional<?>[] {Optional.empty()};
    try {
      await()
          .atMost(limit)
          .pollDelay(Duration.ZERO)
          .pollInterval(POLL)
          .until(
              () -> {
                var status = status();
                last[0] = status;
                return status.filter(condition).isPresent();
              });
    } catch (ConditionTimeoutException e) {
      throw new AssertionError(
          "Not within %d s: %s.\nThe status: %s\nThe operator: %s\nThe worker: %s"
              .formatted(limit.toSeconds(), what, last[0], platform.operatorLog(), workerLog()),
          e);
    }
    return status().orElseThrow();
  }

  /** Waits until that relation flows and the Sink is Ready. */
  SinkStatus untilReady(String relation) {
    return until(
        relation + " flows",
        s -> relation.equals(s.activeRelation()) && isTrue(s, "Ready") && isObserved(s));
  }

  private boolean isObserved(SinkStatus status) {
    return status.observedGeneration().equals(resource().get().getMetadata().getGeneration());
  }

  static boolean isTrue(SinkStatus status, String condition) {
    return status.conditions().stream()
        .anyMatch(c -> c.getType().equals(condition) && c.getStatus().equals("True"));
  }

  /** The pod that runs the worker now. */
  Optional<Pod> pod() {
    return platform
        .client()
        .pods()
        .inNamespace(namespace)
        .withLabel("headgate.dev/sink", NAME)
        .list()
        .getItems()
        .stream()
        .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
        .findFirst();
  }

  private String workerLog() {
    try {
      return pod()
          .map(pod -> platform.kubelet().log(namespace, pod.getMetadata().getName()))
          .orElse("there is no pod");
    } catch (IllegalArgumentException e) {
      return "the pod has no log: " + e.getMessage();
    }
  }

  /** The relation over the table, of the two, that does not flow now. */
  String other() {
    var table = tables.get(status().orElseThrow().activeRelation());
    return table.equals("matview_1") ? "matview-2" : "matview-1";
  }

  /** Waits until the cutover that is under way is shown in that step. */
  SinkStatus untilIn(Step step) {
    return until(
        "the cutover is in " + step,
        s -> s.cutover() != null && step.name().equals(s.cutover().step()));
  }

  /**
   * Waits until what is committed to the database now has passed to the topic, by the progress
   * topic alone: no operator needs to run.
   */
  void untilFlowsOn() throws SQLException {
    long now = database.walPosition();
    untilRecorded("the frontier passes what was written", e -> e.frontier() - now > 0);
  }

  /** Waits until the progress topic says so, whatever the status. */
  void untilRecorded(String what, Predicate<ProgressTrace.Entry> condition) {
    await(what)
        .atMost(LIMIT)
        .pollDelay(Duration.ZERO)
        .until(() -> condition.test(progress().records().getLast()));
  }

  /** Deletes the worker's pod and waits until it is gone. */
  void deletePod() {
    var pod = platform.client().resource(pod().orElseThrow());
    pod.delete();
    await("the pod is gone").atMost(LIMIT).until(() -> pod.get() == null);
  }

  /** {@code kill -9} of the worker. */
  void killWorker() {
    platform.kubelet().kill(namespace, pod().orElseThrow().getMetadata().getName());
  }

  /** Commits a row to all tables and waits until the frontier is past it. */
  void settle() throws SQLException {
    long before = database.walPosition();
    database.execute(
        "INSERT INTO orders VALUES (-1, 1, 'settled', clock_timestamp()) ON CONFLICT (key_col)"
            + " DO UPDATE SET updated = excluded.updated");
    until(
        "the frontier is past the last row",
        s ->
            s.frontier() != null
                && new Timestamp(before).isBefore(Timestamp.parseLsn(s.frontier())));
  }

  /** Compares topic and records with what the oracle expects. All must have been settled. */
  void requireExact() throws SQLException, IOException {
    var contradictions = progress().contradictions();
    if (!contradictions.isEmpty()) {
      throw new AssertionError(String.join("\n", contradictions));
    }
    requireExactTopic();
  }

  /** Compares the topic alone, for a Sink that had another of its name before it. */
  void requireExactTopic() throws SQLException, IOException {
    var shown = progress().flows().stream().map(this::shown).toList();
    var expected = Expected.of(oracle.read(), true, shown);
    Verdict.compare(expected, new TopicContents(messages())).requireExact();
  }

  /** The Sink's records in the progress topic. */
  ProgressTrace progress() throws IOException {
    return ProgressTrace.read(kafka.bootstrapServers(), progressTopic(), id());
  }

  /** By which Kafka and PostgreSQL know it. */
  String id() {
    return "headgate-%s-%s".formatted(namespace, NAME);
  }

  private Expected.Shown shown(ProgressTrace.Flow flow) {
    var columns = new LinkedHashMap<String, String>();
    COLUMNS.forEach(column -> columns.put(column, column));
    return new Expected.Shown(
        "public." + tables.get(flow.relation()), columns, List.of("key_col"), flow.at());
  }

  /** From now on its worker cannot be started anew. */
  void admitNoMorePods() {
    var quota =
        new ResourceQuotaBuilder()
            .withNewMetadata()
            .withName("no-pods")
            .withNamespace(namespace)
            .endMetadata()
            .withNewSpec()
            .addToHard("pods", new Quantity("0"))
            .endSpec()
            .build();
    var applied = platform.client().resource(quota).serverSideApply();
    await("the quota counts")
        .atMost(LIMIT)
        .until(
            () -> {
              var status = platform.client().resource(applied).get().getStatus();
              return status != null && status.getHard() != null && !status.getHard().isEmpty();
            });
  }

  /** Deletes the Sink and waits until it is gone. */
  void delete() {
    resource().delete();
    await("the Sink is gone").atMost(LIMIT).until(() -> resource().get() == null);
  }

  /** The slot that the sink reads. */
  String slot() throws SQLException {
    return database.ask(
        "SELECT slot_name FROM pg_replication_slots WHERE slot_name LIKE 'headgate%' AND database ="
            + " current_database()");
  }

  /** Whether nobody reads the slot. */
  boolean isSlotFree() throws SQLException {
    return database
        .ask(
            "SELECT NOT active FROM pg_replication_slots WHERE slot_name LIKE 'headgate%' AND"
                + " database = current_database()")
        .equals("t");
  }

  /** How many slots and publications of ours the database has. */
  String leftUpstream() throws SQLException {
    return database.ask(
        "SELECT (SELECT count(*) FROM pg_publication) + (SELECT count(*) FROM"
            + " pg_replication_slots WHERE slot_name LIKE 'headgate%' AND database ="
            + " current_database())");
  }

  /** Deletes the Sink, then all that it refers to. */
  @Override
  public void close() throws Exception {
    if (resource().get() != null) {
      delete();
    }
    // Its Relations would be looked up in a database that is gone.
    platform.client().namespaces().withName(namespace).delete();
    oracle.close();
    database.close();
  }
}
