package dev.headgate.operator.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.operator.endtoend.CrashingOperator.Where;
import dev.headgate.testkit.kafka.KafkaServer;
import dev.headgate.testkit.load.Load;
import dev.headgate.testkit.load.TestDatabase;
import dev.headgate.testkit.postgres.PostgresServer;
import dev.headgate.testkit.registry.SchemaRegistryServer;

/**
 * One Sink for all tests of a class: each of them cuts it over once, from the table that it finds
 * flowing to the other one, under load on both.
 *
 * <p>Not thread-safe.
 */
final class Shuttle implements AutoCloseable {

  private final Platform platform;
  private final SinkUnderTest sink;
  private Load load;
  private int version;
  private String flowing;
  private String next;

  private Shuttle(Platform platform, SinkUnderTest sink) {
    this.platform = platform;
    this.sink = sink;
  }

  /** Makes the Sink; on return it is Ready. */
  static Shuttle start(
      Platform platform, KafkaServer kafka, PostgresServer postgres, SchemaRegistryServer registry)
      throws Exception {
    var sink = new SinkUnderTest(platform, kafka, registry, TestDatabase.withTables(postgres));
    makeReady(sink);
    return new Shuttle(platform, sink);
  }

  private static void makeReady(SinkUnderTest sink) {
    sink.startWithMatviews();
  }

  /**
   * As {@link #start}, with a worker whose way to Kafka is {@link KafkaServer#proxy}, and whose
   * cutovers {@link Platform#hold} can hold.
   */
  static Shuttle behindProxy(
      Platform platform, KafkaServer kafka, PostgresServer postgres, SchemaRegistryServer registry)
      throws Exception {
    return new Shuttle(platform, heldBehindProxy(platform, kafka, postgres, registry));
  }

  /** Another Sink like that of {@link #behindProxy}, which shows matview-1 and is Ready. */
  SinkUnderTest another(KafkaServer kafka, PostgresServer postgres, SchemaRegistryServer registry)
      throws Exception {
    return heldBehindProxy(platform, kafka, postgres, registry);
  }

  private static SinkUnderTest heldBehindProxy(
      Platform platform, KafkaServer kafka, PostgresServer postgres, SchemaRegistryServer registry)
      throws Exception {
    platform.operator().stop();
    platform.operator().startWithWorkersOf(Platform.HOLDING_IMAGE);
    var sink =
        SinkUnderTest.behindProxy(platform, kafka, registry, TestDatabase.withTables(postgres));
    makeReady(sink);
    platform.operator().stop();
    platform.operator().start();
    return sink;
  }

  /** A test begins: the load starts. */
  void begin() {
    var status = sink.status().orElseThrow();
    version = status.version();
    flowing = status.activeRelation();
    next = sink.other();
    load = Load.start(sink.database().server(), sink.database().name(), Load.Shape.usual(1));
  }

  /** A test has ended, however: no load, and an operator for the next one. */
  void end() {
    load.close();
    if (!platform.operator().isRunning()) {
      platform.operator().start();
    }
  }

  SinkUnderTest sink() {
    return sink;
  }

  /** Ends the operator and edits; the edit is the first thing that its doomed successor sees. */
  void editAndDieAt(Where where) {
    platform.operator().kill();
    sink.edit(next);
    platform.operator().startCrashingAt(where);
  }

  /** Requires that what flowed when the test began still does. */
  void requireOld() throws Exception {
    sink.untilFlowsOn();
    assertThat(sink.progress().records().getLast().version()).isEqualTo(version);
  }

  /** Waits until the record shows the next version, and that moves on; no operator needs to run. */
  void untilNewFlows() throws Exception {
    sink.untilRecorded("NEW flows", record -> record.version() == version + 1);
    sink.untilFlowsOn();
  }

  /** Starts an operator, which is to find a cutover that is complete, or to complete it. */
  void nextOperatorCompletes() throws Exception {
    platform.operator().start();
    requireCutOverTo(next);
  }

  OperatorJvm operator() {
    return platform.operator();
  }

  /** The version when the test began. */
  int version() {
    return version;
  }

  /** The relation that flowed when the test began. */
  String flowing() {
    return flowing;
  }

  /** The relation over the other table. */
  String next() {
    return next;
  }

  /** Waits until the Sink was cut over to that relation, at the next version and exactly. */
  void requireCutOverTo(String relation) throws Exception {
    var done = sink.untilReady(relation);

    assertThat(done.version()).isEqualTo(version + 1);
    assertThat(done.cutover().step()).isEqualTo("Completed");
    requireExact();
  }

  /** Ends the load and requires that the topic is exact. */
  void requireExact() throws Exception {
    load.awaitMore(50);
    load.stop();
    sink.settle();
    sink.requireExact();
  }

  @Override
  public void close() throws Exception {
    sink.close();
  }
}
