package dev.headgate.testkit.kubernetes.kubelet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.testkit.kubernetes.kubelet.RunState.Running;
import dev.headgate.testkit.kubernetes.kubelet.RunState.Terminated;
import dev.headgate.testkit.kubernetes.kubelet.RunState.Waiting;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PodPhaseTest {

  private static final Terminated FAILURE = ended(1);
  private static final ContainerReport NEW = report(new Waiting("ContainerCreating", ""), null);
  private static final ContainerReport RUNS = report(new Running(Instant.EPOCH), null);
  private static final ContainerReport LOOPS = report(new Waiting("CrashLoopBackOff", ""), FAILURE);
  private static final ContainerReport SUCCEEDED = report(ended(0), null);
  private static final ContainerReport FAILED = report(FAILURE, null);

  @Test
  void aPodIsPendingUntilEveryContainerHasRun() {
    assertThat(phase("Always", NEW, RUNS)).isEqualTo(PodPhase.PENDING);
    assertThat(phase("Always", LOOPS, RUNS)).isEqualTo(PodPhase.RUNNING);
  }

  @Test
  void aPodThatRestartsAlwaysNeverEnds() {
    assertThat(phase("Always", SUCCEEDED)).isEqualTo(PodPhase.RUNNING);
    assertThat(phase("Always", FAILED)).isEqualTo(PodPhase.RUNNING);
  }

  @Test
  void aPodSucceedsWhenAllContainersDid() {
    assertThat(phase("Never", SUCCEEDED, RUNS)).isEqualTo(PodPhase.RUNNING);
    assertThat(phase("Never", SUCCEEDED, SUCCEEDED)).isEqualTo(PodPhase.SUCCEEDED);
    assertThat(phase("OnFailure", SUCCEEDED)).isEqualTo(PodPhase.SUCCEEDED);
  }

  @Test
  void aPodFailsByAContainerThatIsNotRestarted() {
    assertThat(phase("Never", SUCCEEDED, FAILED)).isEqualTo(PodPhase.FAILED);
    assertThat(phase("OnFailure", SUCCEEDED, FAILED)).isEqualTo(PodPhase.RUNNING);
  }

  @Test
  void initContainersDecideFirst() {
    assertThat(PodPhase.of("Always", false, List.of(LOOPS), List.of(NEW)))
        .isEqualTo(PodPhase.PENDING);
    assertThat(PodPhase.of("Never", false, List.of(FAILED), List.of(NEW)))
        .isEqualTo(PodPhase.FAILED);
  }

  @Test
  void aDeletedPodEndsWithItsProcesses() {
    assertThat(PodPhase.of("Always", true, List.of(), List.of(RUNS))).isEqualTo(PodPhase.RUNNING);
    assertThat(PodPhase.of("Always", true, List.of(), List.of(FAILED))).isEqualTo(PodPhase.FAILED);
    assertThat(PodPhase.of("Always", true, List.of(), List.of(SUCCEEDED)))
        .isEqualTo(PodPhase.SUCCEEDED);
  }

  private static PodPhase phase(String restartPolicy, ContainerReport... containers) {
    return PodPhase.of(restartPolicy, false, List.of(), List.of(containers));
  }

  private static Terminated ended(int exitCode) {
    return new Terminated(exitCode, "", "", Instant.EPOCH, Instant.EPOCH);
  }

  private static ContainerReport report(RunState state, Terminated last) {
    return new ContainerReport("c", state, Optional.ofNullable(last), 0, 1, false, false);
  }
}
