package dev.headgate.operator.worker;

import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The pod that a worker runs in.
 *
 * @param name of the pod
 * @param uid of the pod
 * @param ip once it has one
 * @param ready whether its sink streams, by the readiness probe
 * @param restarts how often its container was started again
 * @param waiting why its container does not run, {@code reason: message}
 * @param lastExit how its container ended last
 */
public record WorkerPod(
    String name,
    String uid,
    Optional<String> ip,
    boolean ready,
    int restarts,
    Optional<String> waiting,
    Optional<String> lastExit) {

  static WorkerPod of(Pod pod) {
    var status = Optional.ofNullable(pod.getStatus()).orElseGet(PodStatus::new);
    var container =
        status.getContainerStatuses().stream()
            .filter(c -> c.getName().equals(WorkerPodSpec.CONTAINER))
            .findFirst();
    return new WorkerPod(
        pod.getMetadata().getName(),
        pod.getMetadata().getUid(),
        Optional.ofNullable(status.getPodIP()).filter(ip -> !ip.isEmpty()),
        hasCondition(status, "Ready", "True"),
        container.map(ContainerStatus::getRestartCount).orElse(0),
        container
            .flatMap(WorkerPod::waiting)
            .or(() -> unscheduled(status))
            .or(() -> evicted(status)),
        container.flatMap(WorkerPod::lastExit));
  }

  /** Where its control API is, once the pod has an address. */
  public Optional<URI> uri() {
    return ip.map(a -> a.contains(":") ? "[" + a + "]" : a)
        .map(host -> URI.create("http://" + host + ":" + WorkerPodSpec.PORT));
  }

  /** How it is, in one sentence for people. */
  public String describe() {
    var parts = new ArrayList<String>();
    parts.add("pod " + name + (ready ? " is ready" : waiting.map(w -> " waits").orElse(" runs")));
    waiting.ifPresent(parts::add);
    if (restarts > 0) {
      parts.add("restarted %d times".formatted(restarts));
    }
    lastExit.filter(e -> !ready).ifPresent(e -> parts.add("ended last with " + e));
    return String.join("; ", parts);
  }

  private static Optional<String> waiting(ContainerStatus container) {
    return Optional.ofNullable(container.getState())
        .map(ContainerState::getWaiting)
        .map(w -> reason(w.getReason(), w.getMessage()));
  }

  private static Optional<String> unscheduled(PodStatus status) {
    return status.getConditions().stream()
        .filter(c -> c.getType().equals("PodScheduled") && c.getStatus().equals("False"))
        .map(c -> reason(c.getReason(), c.getMessage()))
        .findFirst();
  }

  /** A pod that the kubelet has ended as a whole, for example under disk pressure. */
  private static Optional<String> evicted(PodStatus status) {
    return Optional.ofNullable(status.getReason()).map(r -> reason(r, status.getMessage()));
  }

  private static Optional<String> lastExit(ContainerStatus container) {
    return Stream.of(container.getState(), container.getLastState())
        .flatMap(Stream::ofNullable)
        .map(ContainerState::getTerminated)
        .flatMap(Stream::ofNullable)
        .map(WorkerPod::exit)
        .findFirst();
  }

  /** With the last line that it said, which is most often why. */
  private static String exit(ContainerStateTerminated ended) {
    var how = "exit code %d (%s)".formatted(ended.getExitCode(), ended.getReason());
    List<String> lines =
        Optional.ofNullable(ended.getMessage()).stream()
            .flatMap(String::lines)
            .map(String::strip)
            .filter(line -> !line.isEmpty())
            .toList();
    return lines.isEmpty() ? how : how + ": " + lines.getLast();
  }

  private static String reason(String reason, String message) {
    return message == null || message.isBlank() ? reason : reason + ": " + message.strip();
  }

  private static boolean hasCondition(PodStatus status, String type, String value) {
    return status.getConditions().stream()
        .anyMatch(c -> c.getType().equals(type) && c.getStatus().equals(value));
  }
}
