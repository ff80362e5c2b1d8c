package dev.headgate.operator.sink;

import dev.headgate.api.v1alpha1.SinkStatus.Word;
import dev.headgate.dataflow.cutover.Observed;
import dev.headgate.operator.connection.ConnectionReader;
import dev.headgate.operator.relation.RelationReader;
import dev.headgate.operator.status.Resolved;
import dev.headgate.operator.worker.WorkerClient.Answer;
import dev.headgate.operator.worker.WorkerPod;
import java.util.Optional;
import java.util.Set;

/**
 * How a sink is, in one word of {@code mz_sink_statuses}, and why it does not move.
 *
 * @param word one of created, starting, running, paused, stalled, dropped
 * @param reason a word for conditions
 * @param error why it does not move; empty if it does, or is about to
 */
record Standing(Word word, String reason, Optional<String> error) {

  /** Reasons that go away by themselves once somebody applies what is missing. */
  private static final Set<String> AWAITED =
      Set.of(
          RelationReader.RELATION_NOT_FOUND,
          RelationReader.NOT_YET_RESOLVED,
          ConnectionReader.CONNECTION_NOT_FOUND,
          ConnectionReader.SECRET_NOT_FOUND);

  /** What a container waits for on its ordinary way. */
  private static final Set<String> COMING_UP = Set.of("ContainerCreating", "PodInitializing");

  static Standing of(Seen seen) {
    if (seen.worker() instanceof Answer.Heard(var observed)) {
      return seen.isDeleted() ? releasing(observed) : running(observed);
    }
    if (seen.rival().isPresent()) {
      return stalled(seen.rival().get().reason(), seen.rival().get().message());
    }
    if (seen.assignment().isEmpty()) {
      return unassigned(seen);
    }
    return silent(seen, ((Answer.Silent) seen.worker()).why());
  }

  private static Standing running(Observed observed) {
    return switch (observed.activity()) {
      case STARTING -> new Standing(Word.starting, "Starting", observed.error());
      case STREAMING -> new Standing(Word.running, "Streaming", Optional.empty());
      case STALLED -> new Standing(Word.stalled, "Stalled", observed.error());
      case RETRYING -> new Standing(Word.stalled, "Retrying", observed.error());
      case WAITING -> new Standing(Word.stalled, "Waiting", observed.error());
      case PAUSED -> new Standing(Word.paused, "Paused", Optional.empty());
      case RELEASING, RELEASED -> new Standing(Word.dropped, "Released", observed.error());
    };
  }

  private static Standing releasing(Observed observed) {
    return new Standing(Word.dropped, "Releasing", observed.error());
  }

  private static Standing unassigned(Seen seen) {
    if (seen.isDeleted()) {
      return new Standing(Word.dropped, "Releasing", Optional.empty());
    }
    if (seen.relation() instanceof Resolved.Missing<?>(var reason, var message)) {
      return missing(reason, message);
    }
    if (seen.from() instanceof Resolved.Missing<?>(var reason, var message)) {
      return missing(reason, message);
    }
    return new Standing(Word.created, "Created", Optional.empty());
  }

  private static Standing missing(String reason, String message) {
    return isAwaited(reason)
        ? new Standing(Word.created, reason, Optional.of(message))
        : stalled(reason, message);
  }

  /** Whether what is missing for this reason may simply not have been applied yet. */
  static boolean isAwaited(String reason) {
    return AWAITED.contains(reason);
  }

  private static Standing silent(Seen seen, String why) {
    if (seen.isDeleted()) {
      return new Standing(Word.dropped, "Releasing", Optional.of(why));
    }
    return seen.pod()
        .flatMap(Standing::trouble)
        .map(words -> stalled("WorkerNotRunning", words))
        .orElseGet(() -> new Standing(Word.starting, "WorkerStarting", Optional.empty()));
  }

  /** Why the pod will not come up by itself. */
  private static Optional<String> trouble(WorkerPod pod) {
    return pod.waiting()
        .filter(w -> COMING_UP.stream().noneMatch(w::startsWith))
        .map(w -> pod.describe());
  }

  private static Standing stalled(String reason, String error) {
    return new Standing(Word.stalled, reason, Optional.of(error));
  }
}
