package dev.headgate.operator.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.testkit.kafka.KafkaServer;
import dev.headgate.testkit.postgres.PostgresServer;
import dev.headgate.testkit.registry.SchemaRegistryServer;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What becomes of the workers when the operator would make them otherwise. */
@SharedPlatform
class WorkerUpdateTest {

  @Test
  void aNewOperatorLeavesTheWorkerAloneUntilTheSpecAsksForANewOne(
      Platform platform, KafkaServer kafka, PostgresServer postgres, SchemaRegistryServer registry)
      throws Exception {
    try (var shuttle = Shuttle.start(platform, kafka, postgres, registry)) {
      var sink = shuttle.sink();
      shuttle.begin();
      try {
        assertThat(sink.status().orElseThrow().workerUpdatePending()).isFalse();
        var pod = podUid(sink);

        shuttle.operator().stop();
        shuttle
            .operator()
            .startWith(Map.of("HEADGATE_WORKER_JAVA_OPTIONS", "-Xmx192m -Dheadgate.next=true"));
        sink.until("the update is seen", s -> Boolean.TRUE.equals(s.workerUpdatePending()));
        sink.untilFlowsOn();
        assertThat(podUid(sink)).isEqualTo(pod);

        sink.edit(shuttle.next());
        sink.untilReady(shuttle.next());
        assertThat(podUid(sink)).as("cut over by the worker of the old operator").isEqualTo(pod);
        assertThat(sink.status().orElseThrow().workerUpdatePending()).isTrue();

        sink.patch("{\"spec\":{\"worker\":{\"rollout\":1}}}");
        sink.until("the update is there", s -> Boolean.FALSE.equals(s.workerUpdatePending()));
        sink.until(
            "another pod flows on", s -> isAnother(sink, pod) && SinkUnderTest.isTrue(s, "Ready"));
        assertThat(environment(sink)).contains("-Dheadgate.next=true");
        shuttle.requireExact();
      } finally {
        shuttle.end();
      }
    }
  }

  @Test
  void aRolloutWithoutAnUpdateIsARestart(
      Platform platform, KafkaServer kafka, PostgresServer postgres, SchemaRegistryServer registry)
      throws Exception {
    try (var shuttle = Shuttle.start(platform, kafka, postgres, registry)) {
      var sink = shuttle.sink();
      shuttle.begin();
      try {
        var pod = podUid(sink);

        sink.patch("{\"spec\":{\"worker\":{\"rollout\":1}}}");

        sink.until("there is another pod", s -> isAnother(sink, pod));
        sink.untilReady(shuttle.flowing());
        shuttle.requireExact();
      } finally {
        shuttle.end();
      }
    }
  }

  private static boolean isAnother(SinkUnderTest sink, String uid) {
    return sink.pod().filter(pod -> !pod.getMetadata().getUid().equals(uid)).isPresent();
  }

  private static String podUid(SinkUnderTest sink) {
    return sink.pod().orElseThrow().getMetadata().getUid();
  }

  private static String environment(SinkUnderTest sink) {
    return sink.pod().orElseThrow().getSpec().getContainers().getFirst().getEnv().stream()
        .filter(variable -> variable.getName().equals("JAVA_TOOL_OPTIONS"))
        .findFirst()
        .orElseThrow()
        .getValue();
  }
}
