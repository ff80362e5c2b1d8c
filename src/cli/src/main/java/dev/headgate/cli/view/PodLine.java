package dev.headgate.cli.view;

import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.ArrayList;
import java.util.Optional;

/** A worker's pod in one line. */
final class PodLine {

  private PodLine() {}

  static String of(Pod pod, Ages ages) {
    var status = Optional.ofNullable(pod.getStatus());
    var parts = new ArrayList<String>();
    parts.add("pod " + pod.getMetadata().getName());
    parts.add(
        pod.getMetadata().getDeletionTimestamp() != null
            ? "Terminating"
            : status.map(s -> s.getPhase()).orElse("Pending"));
    boolean ready =
        status.stream()
            .flatMap(s -> s.getConditions().stream())
            .anyMatch(c -> "Ready".equals(c.getType()) && "True".equals(c.getStatus()));
    parts.add(ready ? "ready" : "not ready");
    var containers = status.map(s -> s.getContainerStatuses()).stream().flatMap(c -> c.stream());
    int restarts = containers.mapToInt(ContainerStatus::getRestartCount).sum();
    parts.add(restarts == 1 ? "1 restart" : restarts + " restarts");
    status.stream()
        .flatMap(s -> s.getContainerStatuses().stream())
        .map(ContainerStatus::getState)
        .filter(state -> state != null && state.getWaiting() != null)
        .map(state -> state.getWaiting().getReason())
        .forEach(parts::add);
    parts.add(ages.since(pod.getMetadata().getCreationTimestamp()));
    return String.join("  ", parts);
  }
}
