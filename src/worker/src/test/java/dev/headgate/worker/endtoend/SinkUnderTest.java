package dev.headgate.worker.endtoend;

import static org.awaitility.Awaitility.await;

import dev.headgate.dataflow.cutover.Attempt;
import dev.headgate.dataflow.cutover.CutoverPolicy;
import dev.headgate.dataflow.cutover.Mode;
import dev.headgate.dataflow.cutover.Observed;
import dev.headgate.dataflow.cutover.Run;
import dev.headgate.dataflow.cutover.Terms;
import dev.headgate.dataflow.cutover.Wanted;
import dev.headgate.dataflow.progress.ProgressJson;
import dev.headgate.dataflow.progress.ProgressRecord;
import dev.headgate.dataflow.relation.Relation;
import dev.headgate.dataflow.relation.TableName;
import dev.headgate.dataflow.sink.Connections;
import dev.headgate.dataflow.sink.OnValueError;
import dev.headgate.dataflow.sink.SinkId;
import dev.headgate.dataflow.sink.SinkSpec;
import dev.headgate.testkit.kafka.TopicReader;
import dev.headgate.testkit.kafka.TopicRecord;
import dev.headgate.testkit.load.Tables;
import dev.headgate.testkit.load.TestDatabase;
import dev.headgate.testkit.oracle.Expected;
import dev.headgate.testkit.oracle.ProgressTrace;
import dev.headgate.testkit.oracle.TopicContents;
import dev.headgate.testkit.oracle.Verdict;
import dev.headgate.testkit.oracle.WalOracle;
import java.io.IOException;
import java.net.URI;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/**
 * One sink with all that it needs: a database with an oracle that watches it from before its first
 * row, a topic, an operator and a worker.
 *
 * <p>Not thread-safe.
 */
final class SinkUnderTest implements AutoCloseable {

  private static final Duration START_LIMIT = Duration.ofSeconds(60);
  private static final Duration CATCH_UP_LIMIT = Duration.ofSeconds(60);
  private static final Duration CUTOVER_LIMIT = Duration.ofSeconds(60);
  private static final int PARTITIONS = 3;

  /**
   * What a sink is to run on.
   *
   * @param database where its tables are; all empty
   * @param kafka where the tests reach Kafka
   * @param workersKafka where the worker reaches it
   * @param registry the registry's URL
   */
  record Surroundings(TestDatabase database, String kafka, String workersKafka, URI registry) {}

  private final Surroundings on;
  private final WalOracle oracle;
  private final SinkId sink;
  private final SinkSpec spec;
  private final Map<String, Relation> relations = new LinkedHashMap<>();
  private final WorkerJvm worker;

  /** Modes of cutovers by the version that they led to; of those not in it Forward. */
  private final Map<Integer, Mode> modes = new HashMap<>();

  private TestOperator operator;

  private SinkUnderTest(Surroundings on, WalOracle oracle, SinkId sink, SinkSpec spec) {
    this.on = on;
    this.oracle = oracle;
    this.sink = sink;
    this.spec = spec;
    this.worker = new WorkerJvm(sink);
  }

  /** Prepares all of it and starts nothing. */
  static SinkUnderTest on(Surroundings surroundings, boolean snapshot) throws SQLException {
    return on(surroundings, snapshot, Map.of(), new OnValueError.Stall());
  }

  /** As the other, with settings of the topic and another treatment of rows that are refused. */
  static SinkUnderTest on(
      Surroundings surroundings,
      boolean snapshot,
      Map<String, String> topicConfig,
      OnValueError onValueError)
      throws SQLException {
    String name = surroundings.database().name();
    var spec =
        new SinkSpec(
            "topic-" + name,
            OptionalInt.of(PARTITIONS),
            OptionalInt.of(1),
            topicConfig,
            List.of("key_col"),
            snapshot,
            onValueError);
    return new SinkUnderTest(
        surroundings,
        WalOracle.open(surroundings.database().server(), name),
        new SinkId("headgate-test-" + name),
        spec);
  }

  /** A relation over a table, with the columns named {@code output=source}, or alike. */
  Relation relation(String name, String table, String... columns) throws SQLException {
    long oid =
        Long.parseLong(on.database().ask("SELECT '%s'::regclass::oid::bigint".formatted(table)));
    var relation =
        new Relation(
            name,
            oid,
            new TableName("public", table),
            Stream.of(columns).map(SinkUnderTest::column).toList());
    relations.put(name, relation);
    return relation;
  }

  private static Relation.Column column(String text) {
    int equals = text.indexOf('=');
    return equals < 0
        ? Relation.Column.same(text)
        : new Relation.Column(text.substring(0, equals), text.substring(equals + 1));
  }

  /** All of one of the {@link Tables} kept by triggers, under the table's name. */
  Relation matview(String table) throws SQLException {
    return relation(table, table, "key_col", "tier", "amount", "note", "updated");
  }

  /** Starts the sink with its first relation; on return changes flow. */
  void start(Relation first) {
    beginToStart(first);
    untilStreaming();
  }

  /**
   * Starts the sink with its first relation; on return its worker answers, and no more is known.
   */
  void beginToStart(Relation first) {
    assign(first);
    worker.start();
  }

  /** As {@link #start}, with a worker that ends at {@code point} of its first cutover. */
  void startCrashingAt(CrashPoint point, Relation first) {
    assign(first);
    worker.startCrashingAt(point);
    untilStreaming();
  }

  private void assign(Relation first) {
    operator =
        new TestOperator(
            worker,
            InstantSource.system(),
            new Wanted(
                sink,
                uid(),
                Run.RUNNING,
                first.name(),
                Optional.of(new Wanted.From(first, connections())),
                spec,
                connections(),
                CutoverPolicy.automatic(0, Optional.empty())));
    operator.reconcile();
  }

  /** Of the Sink resource. */
  String uid() {
    return "uid-" + sink;
  }

  private Connections connections() {
    var server = on.database().server();
    return new Connections(
        new Connections.Kafka(
            on.workersKafka(),
            Map.of(
                "default.api.timeout.ms", "10000",
                "request.timeout.ms", "2000",
                "delivery.timeout.ms", "8000",
                "max.block.ms", "10000",
                "transaction.timeout.ms", "20000"),
            "progress-" + on.database().name(),
            "",
            false),
        new Connections.SchemaRegistry(on.registry().toString(), Optional.empty()),
        new Connections.Postgres(
            server.host(),
            server.port(),
            on.database().name(),
            new Connections.Credentials(server.superuser(), server.password())));
  }

  /** Waits until changes flow. */
  void untilStreaming() {
    operator.until(
        "changes flow",
        START_LIMIT,
        () ->
            worker.observed().filter(o -> o.activity() == Observed.Activity.STREAMING).isPresent());
  }

  /** Waits until the worker, which nobody tells anything, does that. */
  void untilActivityWithoutOperator(Observed.Activity activity) {
    await("the worker is " + activity)
        .atMost(START_LIMIT)
        .until(() -> worker.observed().filter(o -> o.activity() == activity).isPresent());
  }

  /** Edits {@code spec.from} and waits until the new relation flows. */
  void cutOverTo(Relation to) {
    operator.want(to);
    untilCutOverTo(to);
  }

  /** Edits {@code spec.from} and {@code spec.cutover}; nothing is awaited. */
  void beginToCutOverTo(Relation to, int attempt, Mode mode) {
    modes.put(operator.record().orElseThrow().version().number() + 1, mode);
    operator.want(
        to,
        CutoverPolicy.automatic(attempt, Optional.empty()).withTerms(Terms.DEFAULT.withMode(mode)));
  }

  /** Waits until the try to reach {@code to} has come to its end, with success. */
  void untilCutOverTo(Relation to) {
    untilCutOverTo(to, CUTOVER_LIMIT);
  }

  /** As {@link #untilCutOverTo(Relation)}, within {@code limit}. */
  void untilCutOverTo(Relation to, Duration limit) {
    operator.until(
        "the sink is cut over to " + to.name(),
        limit,
        () ->
            operator
                .attempt()
                .filter(a -> a.to().equals(to) && a.fate() instanceof Attempt.Fate.Completed)
                .isPresent());
  }

  /** Commits a row of its own to all {@link Tables} and waits until the topic has it. */
  void settle() throws SQLException {
    settle(
        "INSERT INTO orders VALUES (-1, 1, 'settled', clock_timestamp()) ON CONFLICT (key_col)"
            + " DO UPDATE SET updated = excluded.updated");
  }

  /**
   * Runs a statement that changes a row of the active relation, and waits until the topic has all
   * that was committed before and with it.
   */
  void settle(String statement) throws SQLException {
    long before = on.database().walPosition();
    on.database().execute(statement);
    operator.until(
        "the frontier is past " + Long.toUnsignedString(before),
        CATCH_UP_LIMIT,
        () ->
            operator
                .record()
                .filter(r -> Long.compareUnsigned(r.frontier().upper().bits(), before) > 0)
                .isPresent());
  }

  /**
   * Compares the topic with what the oracle expects of it, for the versions in the progress topic.
   * All that was committed must have been {@linkplain #settle settled}.
   */
  void requireExact() throws SQLException, IOException {
    var progress = progress();
    if (!progress.contradictions().isEmpty()) {
      throw new AssertionError(String.join("\n", progress.contradictions()));
    }
    var shown = progress.flows().stream().map(this::shown).toList();
    var expected = Expected.of(oracle.read(), spec.snapshot(), shown);
    try {
      Verdict.compare(expected, topic()).requireExact();
    } catch (AssertionError e) {
      throw new AssertionError(
          "%s\nVersions: %s\n%s".formatted(e.getMessage(), progress.flows(), worker.logTail()), e);
    }
  }

  /**
   * Compares what the topic holds after compaction with all that was ever committed to the
   * relation's table. All of it must have been {@linkplain #settle settled}.
   */
  void requireTopicEquals(Relation relation) throws SQLException, IOException {
    var contents = new HashMap<Map<String, Object>, Map<String, Object>>();
    var shown = shown(new ProgressTrace.Flow(1, relation.name(), 0));
    for (var message : Expected.of(oracle.read(), false, List.of(shown)).messages()) {
      keep(message.key(), message.value(), contents);
    }
    var held = new HashMap<Map<String, Object>, Map<String, Object>>();
    for (var message : topic().messages()) {
      keep(message.key(), message.value(), held);
    }
    if (!held.equals(contents)) {
      throw new AssertionError(
          "The topic does not equal %s.\nOnly in the topic: %s\nOnly in the relation: %s\n%s"
              .formatted(
                  relation.name(), minus(held, contents), minus(contents, held), worker.logTail()));
    }
  }

  private static <K, V> void keep(K key, Optional<V> value, Map<K, V> in) {
    value.ifPresentOrElse(v -> in.put(key, v), () -> in.remove(key));
  }

  private static <K, V> Map<K, V> minus(Map<K, V> from, Map<K, V> what) {
    var rest = new HashMap<>(from);
    rest.entrySet().removeAll(what.entrySet());
    return rest;
  }

  private Expected.Shown shown(ProgressTrace.Flow flow) {
    var relation = relations.get(flow.relation());
    var columns = new LinkedHashMap<String, String>();
    relation.columns().forEach(column -> columns.put(column.name(), column.source()));
    return new Expected.Shown(
        relation.table().toString(),
        columns,
        spec.key(),
        flow.at(),
        switch (modes.getOrDefault(flow.version(), Mode.FORWARD)) {
          case FORWARD -> Expected.AtStart.NOTHING;
          case RECONCILE -> Expected.AtStart.DIFFERENCE;
          case REFRESH -> Expected.AtStart.EVERYTHING;
        });
  }

  /** What the topic holds now. */
  TopicContents topic() throws IOException {
    return TopicContents.read(on.kafka(), on.registry(), spec.topic());
  }

  /** The records that the progress topic holds now. */
  ProgressTrace progress() throws IOException {
    return ProgressTrace.read(on.kafka(), connections().kafka().progressTopic(), sink.value());
  }

  /** The last record in the progress topic, of a sink that may be dropped. */
  ProgressRecord lastRecord() {
    return new TopicReader(on.kafka())
        .readCommitted(connections().kafka().progressTopic()).stream()
            .filter(record -> record.keyText().equals(sink.value()))
            .reduce((earlier, later) -> later)
            .map(record -> new ProgressJson().read(record.value()))
            .orElseThrow();
  }

  /** The name of the data topic. */
  String topicName() {
    return spec.topic();
  }

  /** The records of another topic, as {@code read_committed} consumers see them. */
  List<TopicRecord> records(String topic) {
    return new TopicReader(on.kafka()).readCommitted(topic);
  }

  WorkerJvm worker() {
    return worker;
  }

  TestOperator operator() {
    return operator;
  }

  TestDatabase database() {
    return on.database();
  }

  /** Kills the worker, and drops slots and database. */
  @Override
  public void close() throws SQLException {
    worker.close();
    oracle.close();
    on.database().close();
  }
}
