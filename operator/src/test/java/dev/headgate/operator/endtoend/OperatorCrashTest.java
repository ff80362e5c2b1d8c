package dev.headgate.operator.endtoend;

import dev.headgate.api.v1alpha1.SinkStatus.Step;
import dev.headgate.operator.endtoend.CrashingOperator.Where;
import dev.headgate.operator.sink.ReconcilePoints.Point;
import dev.headgate.testkit.kafka.KafkaServer;
import dev.headgate.testkit.postgres.PostgresServer;
import dev.headgate.testkit.registry.SchemaRegistryServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The operator dies between two writes of one reconciliation in mid-cutover. */
@SharedPlatform
class OperatorCrashTest {

  private static Shuttle shuttle;

  @BeforeAll
  static void startSink(
      Platform platform, KafkaServer kafka, PostgresServer postgres, SchemaRegistryServer registry)
      throws Exception {
    shuttle = Shuttle.start(platform, kafka, postgres, registry);
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

  @ParameterizedTest
  @EnumSource(names = {"REMEMBERED", "ASSIGNED"})
  void beforeTheWorkerIsToldOldFlowsOnAndTheNextOperatorCutsOver(Point point) throws Exception {
    var where = Where.at(point, Step.Validating);
    shuttle.editAndDieAt(where);
    shuttle.operator().awaitCrash(where);

    shuttle.requireOld();

    shuttle.nextOperatorCompletes();
  }

  @ParameterizedTest
  @CsvSource({"TOLD,Validating", "REMEMBERED,Completed"})
  void onceTheWorkerIsToldItCutsOverWithoutAnOperator(Point point, Step step) throws Exception {
    var where = Where.at(point, step);
    shuttle.editAndDieAt(where);
    shuttle.operator().awaitCrash(where);

    shuttle.untilNewFlows();

    shuttle.nextOperatorCompletes();
  }
}
