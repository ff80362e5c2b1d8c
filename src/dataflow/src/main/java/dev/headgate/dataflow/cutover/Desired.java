package dev.headgate.dataflow.cutover;

import dev.headgate.dataflow.sink.Definition;
import java.util.Optional;
import java.util.Set;

/**
 * What the operator wants of a worker. Kept without a grant in a file, the assignment, and sent
 * whole to the running process.
 *
 * @param generation the operator's counter, raised by every change; an older one is refused
 * @param uid of the Sink resource
 * @param run what to do
 * @param expectProgress whether a progress record must exist: then a missing one is an error, never
 *     a new start
 * @param active the definition that the record is known or expected to show
 * @param candidate what is to replace it
 * @param attemptsEnded how many tries to leave the active version are over, as the operator sees
 *     it. The worker makes it durable before it acknowledges: from then on no message of those
 *     tries can begin anything
 * @param keep OIDs of tables that stay in the source although no definition uses them
 */
public record Desired(
    long generation,
    String uid,
    Run run,
    boolean expectProgress,
    Definition active,
    Optional<Candidate> candidate,
    int attemptsEnded,
    Set<Long> keep) {

  public Desired {
    keep = Set.copyOf(keep);
  }

  /**
   * As a file may hold it: what is in a file may resume a sink or make version 1, but begins no
   * cutover.
   */
  public Desired withoutGrant() {
    return withCandidate(candidate.map(c -> c.withGrant(Optional.empty())));
  }

  public Desired withGeneration(long newGeneration) {
    return new Desired(
        newGeneration, uid, run, expectProgress, active, candidate, attemptsEnded, keep);
  }

  Desired withCandidate(Optional<Candidate> newCandidate) {
    return new Desired(
        generation, uid, run, expectProgress, active, newCandidate, attemptsEnded, keep);
  }
}
