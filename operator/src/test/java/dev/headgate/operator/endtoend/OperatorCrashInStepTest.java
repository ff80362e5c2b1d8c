package dev.headgate.operator.endtoend;

import dev.headgate.api.v1alpha1.SinkStatus.Step;
import dev.headgate.operator.endtoend.CrashingOperator.Where;
import dev.headgate.operator.sink.ReconcilePoints.Point;
import dev.headgate.testkit.kafka.KafkaServer;
import dev.headgate.testkit.postgres.PostgresServer;
import dev.headgate.testkit.registry.SchemaRegistryServer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The operator dies in a step of a cutover that something else holds open; for CommitUnknown see
 * {@link CommitUnknownTest}.
 */
@SharedPlatform
class OperatorCrashInStepTest {

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
  void inValidatingOldFlowsOnUntilNewDoes(SchemaRegistryServer registry) throws Exception {
    var where = Where.at(Point.REPORTED, Step.Validating);
    try (var silent = Frozen.registry(registry)) {
      shuttle.editAndDieAt(where);
      shuttle.operator().awaitCrash(where);
      shuttle.requireOld();
    }

    shuttle.untilNewFlows();

    shuttle.nextOperatorCompletes();
  }

  @Test
  void inPreparingOldFlowsOnUntilNewDoes() throws Exception {
    var where = Where.at(Point.REPORTED, Step.Preparing);
    try (var blocker = HeldTransaction.on(sink.database())) {
      shuttle.editAndDieAt(where);
      shuttle.operator().awaitCrash(where);
      shuttle.requireOld();
      blocker.commit();
    }

    shuttle.untilNewFlows();

    shuttle.nextOperatorCompletes();
  }

  @Test
  void inCatchingUpTheWorkerGoesOnAlone() throws Exception {
    var where = Where.at(Point.REPORTED, Step.CatchingUp);
    try (var blocker = HeldTransaction.on(sink.database())) {
      shuttle.editAndDieAt(where);
      sink.untilIn(Step.Preparing);
      try (var stream = Frozen.stream(sink.database())) {
        blocker.commit();
        shuttle.operator().awaitCrash(where);
      }
    }

    shuttle.untilNewFlows();

    shuttle.nextOperatorCompletes();
  }

  @Test
  void inCuttingOverOldFlowsOnUntilNewDoes(SchemaRegistryServer registry) throws Exception {
    var where = Where.at(Point.REPORTED, Step.CuttingOver);
    try (var blocker = HeldTransaction.on(sink.database())) {
      shuttle.editAndDieAt(where);
      sink.untilIn(Step.Preparing);
      try (var silent = Frozen.registry(registry)) {
        blocker.commit();
        shuttle.operator().awaitCrash(where);
        shuttle.requireOld();
      }
    }

    shuttle.untilNewFlows();

    shuttle.nextOperatorCompletes();
  }

  static Stream<Where> pointsAfterTheRecordShowsNew() {
    return Stream.of(
        // The status shows the step before until the end of the reconciliation.
        Where.at(Point.ASSIGNED, Step.CuttingOver, Step.CommitUnknown),
        Where.at(Point.TOLD, Step.CuttingOver, Step.CommitUnknown),
        Where.at(Point.REPORTED, Step.Verifying));
  }

  @ParameterizedTest
  @MethodSource("pointsAfterTheRecordShowsNew")
  void afterThePointOfNoReturnNewFlowsOn(Where where, SchemaRegistryServer registry)
      throws Exception {
    try (var blocker = HeldTransaction.on(sink.database())) {
      shuttle.editAndDieAt(where);
      sink.untilIn(Step.Preparing);
      try (var silent = Frozen.registry(registry)) {
        blocker.commit();
        sink.untilIn(Step.CuttingOver);
        try (var stream = Frozen.stream(sink.database())) {
          silent.close();
          shuttle.operator().awaitCrash(where);
        }
      }
    }

    shuttle.untilNewFlows();

    shuttle.nextOperatorCompletes();
  }
}
