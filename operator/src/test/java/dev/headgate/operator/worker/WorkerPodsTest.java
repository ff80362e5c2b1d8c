package dev.headgate.operator.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.net.URI;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class WorkerPodsTest {

  @Test
  void aSinkWithoutPodsHasNoWorker() {
    assertThat(current()).isEmpty();
  }

  @Test
  void theYoungestPodIsTheWorker() {
    assertThat(current(pod("b", "2026-03-01T12:00:01Z"), pod("a", "2026-03-01T12:00:02Z")))
        .map(WorkerPod::name)
        .hasValue("a");
  }

  @Test
  void aPodThatIsBeingDeletedCountsOnlyAlone() {
    var going =
        pod("going", "2026-03-01T12:00:09Z")
            .edit()
            .editMetadata()
            .withDeletionTimestamp("2026-03-01T12:00:10Z")
            .endMetadata()
            .build();

    assertThat(current(going)).map(WorkerPod::name).hasValue("going");
    assertThat(current(going, pod("stays", "2026-03-01T12:00:00Z")))
        .map(WorkerPod::name)
        .hasValue("stays");
  }

  @Test
  void anEvictedPodCountsOnlyAlone() {
    var evicted =
        pod("evicted", "2026-03-01T12:00:09Z")
            .edit()
            .withNewStatus()
            .withPhase("Failed")
            .withReason("Evicted")
            .withMessage("The node was low on memory.")
            .endStatus()
            .build();

    assertThat(current(evicted, pod("runs", "2026-03-01T12:00:00Z")))
        .map(WorkerPod::name)
        .hasValue("runs");
    assertThat(describe(evicted))
        .isEqualTo("pod evicted waits; Evicted: The node was low on memory.");
  }

  @Test
  void aPodOfAnEarlierSinkOfTheNameIsNotTheWorker() {
    var elder =
        pod("elder", "2026-03-01T12:00:00Z")
            .edit()
            .editMetadata()
            .addToLabels("headgate.dev/sink-uid", Given.ELDER_UID)
            .endMetadata()
            .build();

    assertThat(current(elder)).isEmpty();
  }

  @Test
  void aPodThatFitsNoNodeSaysSo() {
    var pending =
        pod("p", "2026-03-01T12:00:00Z")
            .edit()
            .withNewStatus()
            .addNewCondition()
            .withType("PodScheduled")
            .withStatus("False")
            .withReason("Unschedulable")
            .withMessage("0/3 nodes are available")
            .endCondition()
            .endStatus()
            .build();

    assertThat(describe(pending)).isEqualTo("pod p waits; Unschedulable: 0/3 nodes are available");
  }

  @Test
  void aWorkerThatDoesNotStartSaysWhatItSaidLast() {
    var crashing =
        pod("p", "2026-03-01T12:00:00Z")
            .edit()
            .withNewStatus()
            .withPodIP("10.0.0.7")
            .addNewContainerStatus()
            .withName("worker")
            .withRestartCount(3)
            .withNewState()
            .withNewWaiting("back-off 40s restarting failed container", "CrashLoopBackOff")
            .endState()
            .withNewLastState()
            .withNewTerminated()
            .withExitCode(2)
            .withReason("Error")
            .withMessage("starting\nHEADGATE_TOKEN_FILE is missing\n")
            .endTerminated()
            .endLastState()
            .endContainerStatus()
            .endStatus()
            .build();

    assertThat(describe(crashing))
        .isEqualTo(
            "pod p waits; CrashLoopBackOff: back-off 40s restarting failed container;"
                + " restarted 3 times;"
                + " ended last with exit code 2 (Error): HEADGATE_TOKEN_FILE is missing");
  }

  @Test
  void aReadyWorkerHasAnAddress() {
    var worker = current(ready("10.0.0.7")).orElseThrow();

    assertThat(worker.ready()).isTrue();
    assertThat(worker.uri()).hasValue(URI.create("http://10.0.0.7:8080"));
    assertThat(worker.describe()).isEqualTo("pod p is ready");
  }

  @Test
  void anAddressOfIpv6IsWrittenInBrackets() {
    assertThat(current(ready("fd00::7")).flatMap(WorkerPod::uri))
        .hasValue(URI.create("http://[fd00::7]:8080"));
  }

  private static Pod ready(String ip) {
    return pod("p", "2026-03-01T12:00:00Z")
        .edit()
        .withNewStatus()
        .withPodIP(ip)
        .addNewCondition()
        .withType("Ready")
        .withStatus("True")
        .endCondition()
        .endStatus()
        .build();
  }

  private static Pod pod(String name, String createdAt) {
    return new PodBuilder()
        .withNewMetadata()
        .withName(name)
        .withUid("uid-" + name)
        .withCreationTimestamp(createdAt)
        .addToLabels("headgate.dev/sink-uid", Given.UID)
        .endMetadata()
        .build();
  }

  private static String describe(Pod pod) {
    return current(pod).orElseThrow().describe();
  }

  private static Optional<WorkerPod> current(Pod... pods) {
    return new WorkerPods(sink -> Stream.of(pods)).current(Given.sink());
  }
}
