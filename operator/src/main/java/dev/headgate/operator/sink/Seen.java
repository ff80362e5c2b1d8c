package dev.headgate.operator.sink;

import dev.headgate.api.v1alpha1.Sink;
import dev.headgate.api.v1alpha1.SinkStatus;
import dev.headgate.dataflow.cutover.Attempt;
import dev.headgate.dataflow.cutover.Desired;
import dev.headgate.dataflow.cutover.Observed;
import dev.headgate.dataflow.progress.LiveRecord;
import dev.headgate.dataflow.progress.ProgressRecord;
import dev.headgate.dataflow.sink.Connections;
import dev.headgate.dataflow.sink.SinkId;
import dev.headgate.operator.relation.ResolvedRelation;
import dev.headgate.operator.status.Resolved;
import dev.headgate.operator.worker.StoredAssignment;
import dev.headgate.operator.worker.WorkerClient.Answer;
import dev.headgate.operator.worker.WorkerPod;
import java.time.Instant;
import java.util.Optional;

/**
 * Everything that bears on one Sink, read at one time as well as that goes. Any of it may be old by
 * the time it is used.
 *
 * @param now when it was read
 * @param sink the resource
 * @param id its id
 * @param rival why another Sink keeps this one from starting
 * @param relation what {@code spec.from} names
 * @param from how the systems of that relation are reached
 * @param active how the systems of the relation that flows are reached, where its resources still
 *     tell
 * @param assignment what was assigned last
 * @param pod the worker's pod
 * @param worker what the worker says, or why it says nothing
 */
record Seen(
    Instant now,
    Sink sink,
    SinkId id,
    Optional<Problem> rival,
    Resolved<ResolvedRelation> relation,
    Resolved<Connections> from,
    Optional<Connections> active,
    Optional<StoredAssignment> assignment,
    Optional<WorkerPod> pod,
    Answer worker) {

  /**
   * Why something does not go on.
   *
   * @param reason a word for conditions
   * @param message for people
   */
  record Problem(String reason, String message) {}

  boolean isDeleted() {
    return sink.getMetadata().getDeletionTimestamp() != null;
  }

  boolean isPaused() {
    return Boolean.TRUE.equals(sink.getSpec().paused());
  }

  Optional<Attempt> attempt() {
    return Attempts.read(sink.getStatus());
  }

  Optional<Desired> assigned() {
    return assignment.map(StoredAssignment::desired);
  }

  Optional<Observed> observed() {
    return worker instanceof Answer.Heard(var observed) ? Optional.of(observed) : Optional.empty();
  }

  /** The try as the status shows it. */
  Optional<SinkStatus.Cutover> cutover() {
    return Optional.ofNullable(sink.getStatus()).map(SinkStatus::cutover);
  }

  /** The record that the worker knows. */
  Optional<ProgressRecord> record() {
    return observed().flatMap(Observed::record);
  }

  /** That record, if the sink exists. */
  Optional<LiveRecord> live() {
    return record().filter(LiveRecord.class::isInstance).map(LiveRecord.class::cast);
  }

  /** Whether the relation of {@code spec.from} is the one that flows. */
  boolean isShown() {
    return relation instanceof Resolved.Found<ResolvedRelation>(var found)
        && live().filter(r -> r.relation().equals(found.relation())).isPresent();
  }
}
