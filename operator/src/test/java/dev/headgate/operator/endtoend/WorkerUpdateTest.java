package dev.headgate.operator.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.testkit.kafka.KafkaServer;
import dev.headgate.testkit.postgres.PostgresServer;
import dev.headgate.testkit.registry.SchemaRegistryServer;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of the worker when the operator would make it otherwise. */
@SharedPlatform
class WorkerUpdateTest {

  private static Shuttle shuttle;
  private static SinkUnderTest sink;
  private String pod;

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
    pod = podUid();
  }

  @AfterEach
  void end() {
    shuttle.end();
  }

  @Test
  void aNewOperatorLeavesTheWorkerAloneUntilTheSpecAsksForANewOne() throws Exception {
    assertThat(sink.status().orElseThrow().workerUpdatePending()).isFalse();

    shuttle.operator().stop();
    shuttle.operator().startWith(Map.of("HEADGATE_WORKER_JAVA_OPTIONS", "-Dheadgate.next=true"));
    try {
      sink.until("the update is seen", s -> Boolean.TRUE.equals(s.workerUpdatePending()));
      sink.untilFlowsOn();
      assertThat(podUid()).isEqualTo(pod);

      sink.edit(shuttle.next());
      sink.untilReady(shuttle.next());
      assertThat(podUid()).as("cut over by the worker of the old operator").isEqualTo(pod);
      assertThat(sink.status().orElseThrow().workerUpdatePending()).isTrue();

      raiseRollout();
      sink.until("the update is there", s -> Boolean.FALSE.equals(s.workerUpdatePending()));
      sink.until("another pod runs", s -> isAnother() && SinkUnderTest.isTrue(s, "Ready"));
      assertThat(javaOptions()).isEqualTo("-Dheadgate.next=true");
      shuttle.requireExact();
    } finally {
      shuttle.operator().stop(); // the next one makes workers as those of all other tests
    }
  }

  @Test
  void aRolloutWithoutAnUpdateIsARestart() throws Exception {
    raiseRollout();

    sink.until("there is another pod", s -> isAnother());
    sink.untilReady(shuttle.flowing());
    shuttle.requireExact();
  }

  private static void raiseRollout() {
    sink.patch(
        "{\"spec\":{\"worker\":{\"rollout\":%d}}}".formatted(sink.spec().worker().rollout() + 1));
  }

  private boolean isAnother() {
    return sink.pod().filter(now -> !now.getMetadata().getUid().equals(pod)).isPresent();
  }

  private static String podUid() {
    return sink.pod().orElseThrow().getMetadata().getUid();
  }

  private static String javaOptions() {
    return sink.pod().orElseThrow().getSpec().getContainers().getFirst().getEnv().stream()
        .filter(variable -> variable.getName().equals("JAVA_TOOL_OPTIONS"))
        .findFirst()
        .orElseThrow()
        .getValue();
  }
}
