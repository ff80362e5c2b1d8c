package dev.headgate.testkit.kubernetes.kubelet;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodConditionBuilder;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Puts a pod's status together. Pure.
 *
 * @param before the status that was reported last: a condition that keeps its value keeps its time
 * @param inits the init containers in the order of the spec, {@code containers} likewise
 */
record PodStatusReport(
    Pod pod,
    PodIdentity identity,
    PodStatus before,
    Instant startTime,
    Instant now,
    List<ContainerReport> inits,
    List<ContainerReport> containers) {

  PodPhase phase() {
    return PodPhase.of(
        pod.getSpec().getRestartPolicy(),
        pod.getMetadata().getDeletionTimestamp() != null,
        inits,
        containers);
  }

  PodStatus status() {
    return new PodStatusBuilder()
        .withPhase(phase().text())
        .withHostIP(identity.nodeAddress())
        .addNewHostIP(identity.nodeAddress())
        .withPodIP(identity.address())
        .addNewPodIP(identity.address())
        .withStartTime(text(startTime))
        .withInitContainerStatuses(statuses(inits, pod.getSpec().getInitContainers()))
        .withContainerStatuses(statuses(containers, pod.getSpec().getContainers()))
        .withConditions(conditions())
        .build();
  }

  private List<ContainerStatus> statuses(List<ContainerReport> reports, List<Container> specs) {
    List<ContainerStatus> statuses = new ArrayList<>();
    for (int i = 0; i < reports.size(); i++) {
      statuses.add(reports.get(i).status(specs.get(i), identity));
    }
    return statuses;
  }

  private List<PodCondition> conditions() {
    List<String> unfinished = notReady(inits);
    List<String> unready = notReady(containers);
    boolean done = phase() == PodPhase.SUCCEEDED;
    return List.of(
        condition("PodScheduled", true, "", ""),
        condition("PodReadyToStartContainers", true, "", ""),
        done
            ? condition("Initialized", true, "PodCompleted", "")
            : condition(
                "Initialized",
                unfinished.isEmpty(),
                "ContainersNotInitialized",
                "containers with incomplete status: " + unfinished),
        ready("ContainersReady", unready),
        ready("Ready", unready));
  }

  private PodCondition ready(String type, List<String> unready) {
    return switch (phase()) {
      case SUCCEEDED -> condition(type, false, "PodCompleted", "");
      case FAILED -> condition(type, false, "PodFailed", "");
      case PENDING, RUNNING ->
          condition(
              type,
              unready.isEmpty(),
              "ContainersNotReady",
              "containers with unready status: " + unready);
    };
  }

  private static List<String> notReady(List<ContainerReport> containers) {
    return containers.stream()
        .filter(container -> !container.ready())
        .map(ContainerReport::name)
        .toList();
  }

  /** A condition that is true gives no reason, except for a pod that has completed. */
  private PodCondition condition(String type, boolean value, String reason, String message) {
    boolean explains = !value || reason.equals("PodCompleted");
    String status = value ? "True" : "False";
    return new PodConditionBuilder()
        .withType(type)
        .withStatus(status)
        .withReason(explains && !reason.isEmpty() ? reason : null)
        .withMessage(explains && !message.isEmpty() ? message : null)
        .withLastTransitionTime(
            earlier(type)
                .filter(old -> old.getStatus().equals(status))
                .map(PodCondition::getLastTransitionTime)
                .orElseGet(() -> text(now)))
        .build();
  }

  private Optional<PodCondition> earlier(String type) {
    return before.getConditions().stream().filter(old -> old.getType().equals(type)).findFirst();
  }

  private static String text(Instant instant) {
    return instant.truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
