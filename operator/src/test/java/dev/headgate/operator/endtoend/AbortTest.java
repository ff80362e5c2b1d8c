package dev.headgate.operator.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.api.v1alpha1.SinkStatus;
import dev.headgate.api.v1alpha1.SinkStatus.Step;
import dev.headgate.testkit.junit.RequiresKubernetes;
import dev.headgate.testkit.junit.SharedServers;
import dev.headgate.testkit.kafka.KafkaServer;
import dev.headgate.testkit.kubernetes.KubernetesServer;
import dev.headgate.testkit.load.Load;
import dev.headgate.testkit.load.TestDatabase;
import dev.headgate.testkit.postgres.PostgresServer;
import dev.headgate.testkit.registry.SchemaRegistryServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Cutovers that do not go straight through. One Sink goes back and forth, once a test. */
@SharedServers
@RequiresKubernetes
class AbortTest {

  private static Platform platform;
  private static SinkUnderTest sink;
  private Load load;
  private int version;
  private String flowing;
  private String next;

  @BeforeAll
  static void startSink(
      KubernetesServer kubernetes,
      KafkaServer kafka,
      PostgresServer postgres,
      SchemaRegistryServer registry)
      throws Exception {
    platform = Platform.on(kubernetes);
    platform.operator().start();
    sink = new SinkUnderTest(platform, kafka, registry, TestDatabase.withTables(postgres));
    sink.applyReferences("matview_1", "matview_2");
    sink.applySink("matview-1");
    sink.untilReady("matview-1");
  }

  @AfterAll
  static void stopSink() throws Exception {
    try (var closing = platform) {
      sink.close();
    }
  }

  @BeforeEach
  void startLoad() {
    load = Load.start(sink.database().server(), sink.database().name(), Load.Shape.usual(1));
    var status = sink.status().orElseThrow();
    version = status.version();
    flowing = status.activeRelation();
    next = sink.other();
  }

  @AfterEach
  void stopLoad() {
    load.close();
  }

  @Test
  void fromPutBackInMidCutoverEndsItAndOldFlowsOn() throws Exception {
    try (var blocker = HeldTransaction.on(sink.database())) {
      sink.edit(next);
      sink.untilIn(Step.Preparing);

      sink.edit(flowing);
      var back = sink.untilReady(flowing);
      sink.untilFlowsOn();

      assertThat(back.version()).isEqualTo(version);
      blocker.commit();
    }

    sink.edit(next);

    completes(next, version + 1);
  }

  @Test
  void aDeadlineThatPassesStallsTheSinkUntilTheAttemptIsRaised() throws Exception {
    try (var blocker = HeldTransaction.on(sink.database())) {
      sink.patch(
          "{\"spec\":{\"from\":{\"name\":\"%s\"},\"cutover\":{\"timeout\":\"3s\"}}}"
              .formatted(next));
      var ended = sink.untilIn(Step.TimedOut);

      assertThat(ended.status()).isEqualTo(SinkStatus.Word.running.name());
      assertThat(ended.version()).isEqualTo(version);
      assertThat(ended.activeRelation()).isEqualTo(flowing);
      assertThat(ended.conditions())
          .filteredOn(c -> c.getType().equals("Ready"))
          .singleElement()
          .satisfies(
              ready -> {
                assertThat(ready.getStatus()).isEqualTo("False");
                assertThat(ready.getReason()).isEqualTo("CutoverFailed");
              });
      assertThat(SinkUnderTest.isTrue(ended, "Stalled")).isTrue();
      sink.untilFlowsOn();
      blocker.commit();
    }

    sink.patch("{\"spec\":{\"cutover\":{\"timeout\":\"1m\",\"attempt\":1}}}");

    completes(next, version + 1);
  }

  @Test
  void aThirdRelationTakesThePlaceOfTheSecondBeforeItFlowed() throws Exception {
    var third = next + "-again";
    sink.applyRelation(third, next.replace('-', '_'));
    try (var blocker = HeldTransaction.on(sink.database())) {
      sink.edit(next);
      sink.untilIn(Step.Preparing);

      sink.edit(third);
      sink.until("the cutover leads to " + third, s -> isOnTheWayTo(third, s));
      blocker.commit();
    }

    completes(third, version + 1);
  }

  @Test
  void aWorkerThatDiesInMidCutoverBeginsItAnew() throws Exception {
    try (var blocker = HeldTransaction.on(sink.database())) {
      sink.edit(next);
      sink.untilIn(Step.Preparing);

      sink.killWorker();
      blocker.commit();
    }

    completes(next, version + 1);
  }

  private static boolean isOnTheWayTo(String relation, SinkStatus status) {
    return status.cutover() != null && relation.equals(status.cutover().to());
  }

  private void completes(String relation, int expectedVersion) throws Exception {
    var done = sink.untilReady(relation);
    load.awaitMore(50);
    load.stop();
    sink.settle();

    assertThat(done.version()).isEqualTo(expectedVersion);
    assertThat(done.cutover().step()).isEqualTo("Completed");
    sink.requireExact();
  }
}
