package dev.headgate.dataflow.cutover;

import dev.headgate.dataflow.progress.LiveRecord.Outcome;
import dev.headgate.dataflow.relation.Relation;
import dev.headgate.dataflow.sink.Version;
import dev.headgate.dataflow.time.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The operator's memory of a try, kept in the status of the Sink. Losing it costs nothing but a new
 * try.
 *
 * @param id its id
 * @param to the relation that is to flow
 * @param attempt {@code spec.cutover.attempt} when it began
 * @param leaving the version that it leaves
 * @param ordinal how many tries to leave that version had ended before
 * @param startedAt when it began
 * @param deadline when it ends unless the point of no return was passed; as long as a person is
 *     waited for, it does not come nearer
 * @param onTheWayTo the relation that is wanted, where this try only leads back: the active
 *     relation cannot write its first change, and another can follow only what flowed before
 * @param awaiting since when a person is waited for
 * @param fate how it stands
 */
public record Attempt(
    CutoverId id,
    Relation to,
    int attempt,
    Version leaving,
    int ordinal,
    Instant startedAt,
    Optional<Instant> deadline,
    Optional<String> onTheWayTo,
    Optional<Instant> awaiting,
    Fate fate) {

  /** How a try stands. */
  public sealed interface Fate {
    /** It is going on. */
    record UnderWay() implements Fate {}

    /** The operator has asked to end it; the record has the answer. */
    record Withdrawn() implements Fate {}

    /**
     * The new relation flows from {@code at} on.
     *
     * @param when that was seen
     */
    record Completed(Timestamp at, Instant when) implements Fate {}

    /** It is over, and the old relation flows on. */
    record Ended(Outcome outcome, String message) implements Fate {}
  }

  boolean isUnsettled() {
    return fate instanceof Fate.UnderWay || fate instanceof Fate.Withdrawn;
  }

  /**
   * Whether what would be tried next is this very try, ended on its own account: that is not begun
   * again by itself.
   */
  boolean forbids(Wanted wanted, Relation next, Version version) {
    return failed()
        && leaving.equals(version)
        && to.equals(next)
        && attempt == wanted.policy().attempt();
  }

  /** Whether it ended on its own account, not because it was no longer wanted. */
  boolean failed() {
    return fate instanceof Fate.Ended ended && ended.outcome() != Outcome.ABORTED;
  }

  Attempt with(Fate newFate) {
    return with(deadline, awaiting, newFate);
  }

  /** When the worker is to end it. While a person is waited for, never. */
  Optional<Instant> runningOut() {
    return awaiting.isPresent() ? Optional.empty() : deadline;
  }

  /** This, waiting for a person. */
  public Attempt awaitingSince(Instant now) {
    return with(deadline, Optional.of(now), fate);
  }

  /** The time that it waited for a person does not count. */
  Attempt promotedAt(Instant now) {
    var waited = awaiting.map(since -> Duration.between(since, now)).orElse(Duration.ZERO);
    return with(deadline.map(d -> d.plus(waited)), Optional.empty(), fate);
  }

  private Attempt with(Optional<Instant> newDeadline, Optional<Instant> newAwaiting, Fate newFate) {
    return new Attempt(
        id,
        to,
        attempt,
        leaving,
        ordinal,
        startedAt,
        newDeadline,
        onTheWayTo,
        newAwaiting,
        newFate);
  }
}
