package dev.headgate.operator.sink;

import dev.headgate.api.v1alpha1.PinnedRelation;
import dev.headgate.api.v1alpha1.SinkStatus;
import dev.headgate.api.v1alpha1.SinkStatus.Step;
import dev.headgate.dataflow.cutover.Attempt;
import dev.headgate.dataflow.cutover.Attempt.Fate;
import dev.headgate.dataflow.cutover.CutoverId;
import dev.headgate.dataflow.progress.LiveRecord.Outcome;
import dev.headgate.dataflow.relation.Relation;
import dev.headgate.dataflow.sink.Version;
import dev.headgate.dataflow.time.Timestamp;
import dev.headgate.operator.relation.Pins;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;

/** The operator's memory of a try, as {@code status.cutover} keeps it. */
final class Attempts {

  private Attempts() {}

  /**
   * The try that a status remembers. A status that was written by somebody else, or by a later
   * release, may make no sense: then there is no try, which costs nothing but a new one.
   */
  static Optional<Attempt> read(SinkStatus status) {
    if (status == null || status.cutover() == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(attempt(status.cutover()));
    } catch (NullPointerException | IllegalArgumentException | DateTimeException e) {
      return Optional.empty();
    }
  }

  private static Attempt attempt(SinkStatus.Cutover c) {
    return new Attempt(
        new CutoverId(c.id()),
        Pins.relation(c.to(), c.relation()),
        c.attempt(),
        new Version(c.leaving()),
        c.ordinal(),
        Instant.parse(c.startedAt()),
        Optional.ofNullable(c.deadline()).map(Instant::parse),
        Optional.ofNullable(c.onTheWayTo()),
        Optional.ofNullable(c.awaitingPromotionSince()).map(Instant::parse),
        fate(c));
  }

  private static Fate fate(SinkStatus.Cutover c) {
    return switch (Step.valueOf(c.step())) {
      case Completed ->
          new Fate.Completed(Timestamp.parseLsn(c.timestamp()), Instant.parse(c.completedAt()));
      case Aborted -> new Fate.Ended(Outcome.ABORTED, c.message());
      case TimedOut -> new Fate.Ended(Outcome.TIMED_OUT, c.message());
      case Failed -> new Fate.Ended(Outcome.FAILED, c.message());
      case Validating,
          Preparing,
          CatchingUp,
          AwaitingPromotion,
          Comparing,
          CuttingOver,
          Repairing,
          CommitUnknown,
          Verifying ->
          Boolean.TRUE.equals(c.withdrawn()) ? new Fate.Withdrawn() : new Fate.UnderWay();
    };
  }

  /** How {@code relation} is kept. */
  static PinnedRelation pinned(Relation relation) {
    return new PinnedRelation(
        relation.table().toString(),
        relation.oid(),
        relation.columns().stream()
            .map(c -> new PinnedRelation.Column(c.name(), c.source()))
            .toList(),
        null);
  }

  /** The step of a try that is over. */
  static Optional<Step> finalStep(Fate fate) {
    return switch (fate) {
      case Fate.UnderWay() -> Optional.empty();
      case Fate.Withdrawn() -> Optional.empty();
      case Fate.Completed(var at, var when) -> Optional.of(Step.Completed);
      case Fate.Ended(var outcome, var message) ->
          Stream.of(Step.values()).filter(s -> s.name().equals(outcome.word())).findFirst();
    };
  }
}
