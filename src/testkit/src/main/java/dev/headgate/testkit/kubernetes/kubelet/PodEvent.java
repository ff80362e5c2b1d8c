package dev.headgate.testkit.kubernetes.kubelet;

import io.fabric8.kubernetes.api.model.Pod;

/** What a {@link PodWorker} hears of. */
sealed interface PodEvent {

  /** The pod's object as it is now. */
  record Changed(Pod pod) implements PodEvent {}

  /** The pod's object is gone, or the kubelet ends: nothing is left to be graceful for. */
  record Gone() implements PodEvent {}

  /**
   * A container's process has ended.
   *
   * @param run counts the container's processes from 1
   */
  record Exited(String container, int run, int exitCode) implements PodEvent {}

  /** A probe has come to a new verdict, its thresholds considered. */
  record Probed(String container, int run, ProbeKind kind, boolean success) implements PodEvent {}
}
