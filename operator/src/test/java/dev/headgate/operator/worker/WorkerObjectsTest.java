package dev.headgate.operator.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class WorkerObjectsTest {

  private final WorkerObjects objects = new WorkerObjects(Given.TEMPLATE);
  private final Deployment deployment = objects.deployment(Given.sink(), 1, Given.TEMPLATE.image());

  @Test
  void theSinkOwnsWhatIsNamedAfterIt() {
    assertThat(deployment.getMetadata().getName()).isEqualTo("avro-sink-worker");
    assertThat(deployment.getMetadata().getNamespace()).isEqualTo("shop");
    assertThat(Ownership.owns(Given.sink(), deployment)).isTrue();
    assertThat(Ownership.owns(Given.sink(), objects.serviceAccount(Given.sink()))).isTrue();
    assertThat(Ownership.owns(Given.sink(Given.ELDER_UID), deployment)).isFalse();
  }

  @Test
  void theSelectorFitsThePodsAndIsTheSameForALaterSinkOfTheName() {
    var selector = deployment.getSpec().getSelector().getMatchLabels();

    assertThat(deployment.getSpec().getTemplate().getMetadata().getLabels())
        .containsAllEntriesOf(selector)
        .containsEntry("headgate.dev/sink-uid", Given.UID);
    assertThat(selector).doesNotContainKey("headgate.dev/sink-uid");
  }

  @Test
  void twoProcessesNeverRunOnPurpose() {
    assertThat(deployment.getSpec().getStrategy().getType()).isEqualTo("Recreate");
    assertThat(deployment.getSpec().getReplicas()).isEqualTo(1);
  }

  @Test
  void thePodFulfilsTheRestrictedStandard() {
    var pod = deployment.getSpec().getTemplate().getSpec();
    var container = container(deployment).getSecurityContext();

    assertThat(pod.getSecurityContext().getRunAsNonRoot()).isTrue();
    assertThat(pod.getSecurityContext().getSeccompProfile().getType()).isEqualTo("RuntimeDefault");
    assertThat(pod.getAutomountServiceAccountToken()).isFalse();
    assertThat(container.getAllowPrivilegeEscalation()).isFalse();
    assertThat(container.getReadOnlyRootFilesystem()).isTrue();
    assertThat(container.getCapabilities().getDrop()).containsExactly("ALL");
  }

  @Test
  void thePodsAddressIsKnownBeforeItIsListenedOn() {
    assertThat(container(deployment).getEnv())
        .extracting(EnvVar::getName)
        .containsSubsequence("POD_IP", "HEADGATE_LISTEN");
  }

  @Test
  void theIncarnationIsLeftToEachProcess() {
    assertThat(container(deployment).getEnv())
        .extracting(EnvVar::getName)
        .doesNotContain("HEADGATE_INCARNATION");
  }

  @Test
  void thePodOutlivesItsSinks() {
    var stop =
        container(deployment).getEnv().stream()
            .filter(variable -> variable.getName().equals("HEADGATE_STOP_SECONDS"))
            .map(EnvVar::getValue)
            .map(Long::valueOf)
            .findFirst();

    assertThat(stop)
        .hasValueSatisfying(
            seconds ->
                assertThat(seconds)
                    .isLessThan(
                        deployment
                            .getSpec()
                            .getTemplate()
                            .getSpec()
                            .getTerminationGracePeriodSeconds()));
  }

  @Test
  void variablesOfTheInstallationComeInOneOrder() {
    var template =
        new WorkerTemplate(
            "headgate", "image", Optional.of("Never"), Map.of("B", "2", "A", "1", "C", "3"));

    var container = container(new WorkerObjects(template).deployment(Given.sink(), 1, "image"));

    assertThat(container.getImagePullPolicy()).isEqualTo("Never");
    assertThat(container.getEnv())
        .extracting(EnvVar::getName)
        .containsSubsequence("HEADGATE_LISTEN", "A", "B", "C");
  }

  @Test
  void aVariableThatHeadgateSetsIsRefused() {
    var env = Map.of("HEADGATE_INCARNATION", "1");

    assertThatThrownBy(() -> new WorkerTemplate("headgate", "image", Optional.empty(), env))
        .hasMessage("variable HEADGATE_INCARNATION of workers is set by Headgate: leave it out");
  }

  private static Container container(Deployment deployment) {
    return deployment.getSpec().getTemplate().getSpec().getContainers().getFirst();
  }
}
