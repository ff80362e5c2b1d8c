package dev.headgate.operator.worker;

import dev.headgate.api.v1alpha1.Api;
import dev.headgate.api.v1alpha1.Sink;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/** Which pod is a Sink's worker now. As thread-safe as the cache it looks into. */
public final class WorkerPods {

  private static final Set<String> OVER = Set.of("Succeeded", "Failed");

  /** The likeliest last: one that stays before one that goes, the younger before the elder. */
  private static final Comparator<Pod> LIKELIEST =
      Comparator.comparing(WorkerPods::isOver)
          .thenComparing(WorkerPods::isGoing)
          .reversed()
          .thenComparing(pod -> pod.getMetadata().getCreationTimestamp())
          .thenComparing(pod -> pod.getMetadata().getName());

  private final Function<Sink, Stream<Pod>> pods;

  /**
   * @param pods the pods of a Sink, from a cache; those of an earlier Sink of the name may be among
   *     them
   */
  public WorkerPods(Function<Sink, Stream<Pod>> pods) {
    this.pods = pods;
  }

  /** The pod that is or will be the worker; one that is being deleted only if there is no other. */
  public Optional<WorkerPod> current(Sink sink) {
    return pods.apply(sink).filter(pod -> isOf(sink, pod)).max(LIKELIEST).map(WorkerPod::of);
  }

  private static boolean isOf(Sink sink, Pod pod) {
    return Optional.ofNullable(pod.getMetadata().getLabels())
        .map(Map::copyOf)
        .filter(labels -> sink.getMetadata().getUid().equals(labels.get(Api.SINK_UID_LABEL)))
        .isPresent();
  }

  private static boolean isGoing(Pod pod) {
    return pod.getMetadata().getDeletionTimestamp() != null;
  }

  private static boolean isOver(Pod pod) {
    return pod.getStatus() != null
        && pod.getStatus().getPhase() != null
        && OVER.contains(pod.getStatus().getPhase());
  }
}
