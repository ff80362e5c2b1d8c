package dev.headgate.operator.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.api.v1alpha1.SinkStatus;
import dev.headgate.api.v1alpha1.SinkStatus.Step;
import dev.headgate.testkit.kafka.KafkaServer;
import dev.headgate.testkit.postgres.PostgresServer;
import dev.headgate.testkit.registry.SchemaRegistryServer;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Cutovers that do not go straight through. One Sink goes back and forth, once a test. */
@SharedPlatform
class AbortTest {

  private static Shuttle shuttle;
  private static SinkUnderTest sink;

  @BeforeAll
  static void startSink(
      Platform platform, KafkaServer kafka, PostgresServer postgres, SchemaRegistryServer registry)
      throws Exception {
    shuttle = Shuttle.start(platform, kafka, postgres, registry);
    sink = shuttle.sink();
  }

  @AfterAll
  static void stopSink() throws Exception {
    shuttle.close();
  }

  @BeforeEach
  void begin() {
    shuttle.begin();
  }

  @AfterEach
  void end() {
    shuttle.end();
  }

  @Test
  void fromPutBackInMidCutoverEndsItAndOldFlowsOn() throws Exception {
    try (var blocker = HeldTransaction.on(sink.database());
        var steps = new ShownSteps(sink.resource())) {
      sink.edit(shuttle.next());
      sink.untilIn(Step.Preparing);

      sink.edit(shuttle.flowing());
      steps.until(Step.Aborted);
      var back = sink.untilReady(shuttle.flowing());
      sink.untilFlowsOn();

      assertThat(back.version()).isEqualTo(shuttle.version());
      blocker.commit();
    }

    sink.edit(shuttle.next());

    shuttle.requireCutOverTo(shuttle.next());
  }

  @Test
  void aDeadlineThatPassesStallsTheSinkUntilTheAttemptIsRaised() throws Exception {
    try (var blocker = HeldTransaction.on(sink.database())) {
      sink.patch(
          "{\"spec\":{\"from\":{\"name\":\"%s\"},\"cutover\":{\"timeout\":\"3s\"}}}"
              .formatted(shuttle.next()));
      var ended = sink.untilIn(Step.TimedOut);

      assertThat(ended.status()).isEqualTo(SinkStatus.Word.running.name());
      assertThat(ended.version()).isEqualTo(shuttle.version());
      assertThat(ended.activeRelation()).isEqualTo(shuttle.flowing());
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

    shuttle.requireCutOverTo(shuttle.next());
  }

  @Test
  void aThirdRelationTakesThePlaceOfTheSecondBeforeItFlowed() throws Exception {
    var third = shuttle.next() + "-again";
    sink.applyRelation(third, shuttle.next().replace('-', '_'));
    try (var blocker = HeldTransaction.on(sink.database())) {
      sink.edit(shuttle.next());
      sink.untilIn(Step.Preparing);

      sink.edit(third);
      sink.until("the cutover leads to " + third, s -> isOnTheWayTo(third, s));
      blocker.commit();
    }

    shuttle.requireCutOverTo(third);
  }

  @Test
  void aCutoverWaitsUntilAPersonNamesIt() throws Exception {
    sink.patch("{\"spec\":{\"cutover\":{\"promotion\":\"Manual\"}}}");
    sink.edit(shuttle.next());
    sink.untilIn(Step.AwaitingPromotion);
    var awaiting =
        sink.until("it is known what it would come to", s -> s.cutover().preview() != null);
    var id = awaiting.cutover().id();

    sink.patch("{\"spec\":{\"cutover\":{\"promote\":\"feedfacefeedface\"}}}");
    var refused = sink.until("the id is refused", s -> s.cutover().message().contains("feedface"));
    sink.untilFlowsOn();

    assertThat(awaiting.cutover().message())
        .startsWith("Prepared. To cut over, set spec.cutover.promote to " + id)
        .endsWith(" keys of " + awaiting.cutover().preview().keys().compared());
    assertThat(refused.cutover().message())
        .isEqualTo(
            "spec.cutover.promote names feedfacefeedface, which is not this cutover. To cut over,"
                + " set it to "
                + id);
    assertThat(refused.version()).isEqualTo(shuttle.version());

    sink.patch("{\"spec\":{\"cutover\":{\"promote\":\"%s\"}}}".formatted(id));

    shuttle.requireCutOverTo(shuttle.next());
    sink.patch("{\"spec\":{\"cutover\":{\"promotion\":\"Automatic\",\"promote\":null}}}");
  }

  @Test
  void theIdOfAnEarlierCutoverBetweenTheSameRelationsPromotesNoOther() throws Exception {
    sink.patch("{\"spec\":{\"cutover\":{\"promotion\":\"Manual\"}}}");
    sink.edit(shuttle.next());
    var first = promote();
    sink.untilReady(shuttle.next());
    sink.edit(shuttle.flowing());
    promote();
    sink.untilReady(shuttle.flowing());

    sink.edit(shuttle.next());
    sink.patch("{\"spec\":{\"cutover\":{\"promote\":\"%s\"}}}".formatted(first));
    var refused =
        sink.until(
            "the earlier id is refused",
            s -> s.cutover().message().startsWith("spec.cutover.promote names " + first));
    sink.untilFlowsOn();

    assertThat(refused.cutover().id()).isNotEqualTo(first);
    assertThat(refused.cutover().message()).endsWith(" set it to " + refused.cutover().id());
    assertThat(sink.status().orElseThrow().version()).isEqualTo(shuttle.version() + 2);
    assertThat(sink.status().orElseThrow().cutover().step())
        .isEqualTo(Step.AwaitingPromotion.name());

    promote();
    assertThat(sink.untilReady(shuttle.next()).version()).isEqualTo(shuttle.version() + 3);
    shuttle.requireExact();
    sink.patch("{\"spec\":{\"cutover\":{\"promotion\":\"Automatic\",\"promote\":null}}}");
  }

  /** Lets the cutover that awaits it go on; returns its id. */
  private String promote() {
    var id = sink.untilIn(Step.AwaitingPromotion).cutover().id();
    sink.patch("{\"spec\":{\"cutover\":{\"promote\":\"%s\"}}}".formatted(id));
    return id;
  }

  @Test
  void withinTheRollbackWindowTheWayBackWaitsForNoTransaction() throws Exception {
    sink.patch("{\"spec\":{\"cutover\":{\"rollbackWindow\":\"10m\"}}}");
    sink.edit(shuttle.next());
    var there = sink.untilReady(shuttle.next());
    sink.untilFlowsOn();
    assertThat(Instant.parse(there.cutover().rollbackUntil()))
        .isEqualTo(Instant.parse(there.cutover().completedAt()).plus(Duration.ofMinutes(10)));

    try (var blocker = HeldTransaction.on(sink.database())) {
      sink.edit(shuttle.flowing());
      var back = sink.untilReady(shuttle.flowing());

      assertThat(back.version()).isEqualTo(shuttle.version() + 2);
      assertThat(back.cutover().step()).isEqualTo(Step.Completed.name());
      blocker.commit();
    }
    sink.patch("{\"spec\":{\"cutover\":{\"rollbackWindow\":\"0s\"}}}");
    shuttle.requireExact();
  }

  @Test
  void aPauseInMidCutoverEndsItAndNothingFlowsUntilTheSinkGoesOn() throws Exception {
    try (var blocker = HeldTransaction.on(sink.database())) {
      sink.edit(shuttle.next());
      sink.untilIn(Step.Preparing);

      sink.patch("{\"spec\":{\"paused\":true}}");
      var paused =
          sink.until("the sink is paused", s -> s.status().equals(SinkStatus.Word.paused.name()));
      blocker.commit();

      assertThat(paused.cutover().step()).isEqualTo(Step.Aborted.name());
      assertThat(paused.phase()).isEqualTo("Suspended");
      assertThat(sink.isSlotFree()).isTrue();
    }

    sink.patch("{\"spec\":{\"paused\":false}}");

    shuttle.requireCutOverTo(shuttle.next());
  }

  @Test
  void aWorkerThatDiesInMidCutoverBeginsItAnew() throws Exception {
    try (var blocker = HeldTransaction.on(sink.database())) {
      sink.edit(shuttle.next());
      sink.untilIn(Step.Preparing);

      sink.killWorker();
      blocker.commit();
    }

    shuttle.requireCutOverTo(shuttle.next());
  }

  private static boolean isOnTheWayTo(String relation, SinkStatus status) {
    return status.cutover() != null && relation.equals(status.cutover().to());
  }
}
