package dev.headgate.testkit.kubernetes.kubelet;

import dev.headgate.testkit.kubernetes.kubelet.RunState.Running;
import dev.headgate.testkit.kubernetes.kubelet.RunState.Terminated;
import dev.headgate.testkit.kubernetes.kubelet.RunState.Waiting;
import java.util.List;

/** A pod's phase, by the rules of the kubelet's {@code getPhase}. */
enum PodPhase {
  PENDING("Pending"),
  RUNNING("Running"),
  SUCCEEDED("Succeeded"),
  FAILED("Failed");

  private final String text;

  PodPhase(String text) {
    this.text = text;
  }

  /** As in {@code status.phase}. */
  String text() {
    return text;
  }

  /** True if no container of the pod will ever run again. */
  boolean isFinal() {
    return this == SUCCEEDED || this == FAILED;
  }

  /**
   * @param deleting true if nothing is started any more
   */
  static PodPhase of(
      String restartPolicy,
      boolean deleting,
      List<ContainerReport> inits,
      List<ContainerReport> containers) {
    if (deleting && noneRuns(inits) && noneRuns(containers)) {
      return containers.stream().allMatch(PodPhase::succeeded) ? SUCCEEDED : FAILED;
    }
    for (ContainerReport init : inits) {
      if (!succeeded(init)) {
        boolean failed = init.state() instanceof Terminated && restartPolicy.equals("Never");
        return failed ? FAILED : PENDING;
      }
    }
    if (containers.stream().anyMatch(PodPhase::neverRan)) {
      return PENDING;
    }
    if (containers.stream().anyMatch(container -> !(container.state() instanceof Terminated))
        || restartPolicy.equals("Always")) {
      return RUNNING;
    }
    if (containers.stream().allMatch(PodPhase::succeeded)) {
      return SUCCEEDED;
    }
    return restartPolicy.equals("Never") ? FAILED : RUNNING;
  }

  private static boolean noneRuns(List<ContainerReport> containers) {
    return containers.stream().noneMatch(container -> container.state() instanceof Running);
  }

  private static boolean succeeded(ContainerReport container) {
    return container.state() instanceof Terminated ended && ended.succeeded();
  }

  private static boolean neverRan(ContainerReport container) {
    return container.state() instanceof Waiting && container.last().isEmpty();
  }
}
