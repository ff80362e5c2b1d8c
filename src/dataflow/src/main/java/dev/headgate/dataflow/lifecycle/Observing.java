package dev.headgate.dataflow.lifecycle;

import dev.headgate.dataflow.cutover.Candidate;
import dev.headgate.dataflow.cutover.CutoverId;
import dev.headgate.dataflow.cutover.CutoverState;
import dev.headgate.dataflow.cutover.CutoverStep;
import dev.headgate.dataflow.cutover.Observed;
import dev.headgate.dataflow.cutover.Observed.Activity;
import dev.headgate.dataflow.cutover.OpenTransaction;
import dev.headgate.dataflow.progress.LiveRecord;
import dev.headgate.dataflow.time.Timestamp;
import java.util.List;
import java.util.Optional;

/** What a sink's state looks like from outside. */
public final class Observing {

  private Observing() {}

  /**
   * What the worker says of the sink.
   *
   * @param upper how far the source is complete
   * @param statistics since the process started
   */
  public static Observed observe(
      SinkState s, Optional<Timestamp> upper, Observed.Statistics statistics) {
    return new Observed(
        s.incarnation(),
        s.acknowledgedGeneration(),
        activity(s.phase()),
        s.record(),
        upper,
        s.cutover().flatMap(c -> cutover(c, s)),
        statistics,
        error(s.phase()));
  }

  private static Activity activity(Phase phase) {
    return switch (phase) {
      case Phase.Waiting p -> Activity.WAITING;
      case Phase.Peeking p -> Activity.STARTING;
      case Phase.Fencing p -> Activity.STARTING;
      case Phase.Reading p -> Activity.STARTING;
      case Phase.Founding p -> Activity.STARTING;
      case Phase.Claiming p -> Activity.STARTING;
      case Phase.Taking p -> Activity.STARTING;
      case Phase.Undoing p -> Activity.STARTING;
      case Phase.Making p -> Activity.STARTING;
      case Phase.CommittingFirst p -> Activity.STARTING;
      case Phase.Opening p -> Activity.STARTING;
      case Phase.Streaming p -> Activity.STREAMING;
      case Phase.Stalled p -> Activity.STALLED;
      case Phase.Paused p -> Activity.PAUSED;
      case Phase.Retrying p -> Activity.RETRYING;
      case Phase.Dropping p -> Activity.RELEASING;
      case Phase.Clearing p -> Activity.RELEASING;
      case Phase.Released p -> Activity.RELEASED;
    };
  }

  private static Optional<String> error(Phase phase) {
    return switch (phase) {
      case Phase.Waiting p -> Optional.of(p.reason());
      case Phase.Stalled p -> Optional.of(p.problem());
      case Phase.Retrying p -> Optional.of(p.problem());
      default -> Optional.empty();
    };
  }

  private static Optional<Observed.Cutover> cutover(CutoverState state, SinkState s) {
    return switch (state) {
      case CutoverState.Idle c -> Optional.empty();
      case CutoverState.Validating c ->
          Optional.of(before(c.to(), CutoverStep.VALIDATING, List.of(), c.problems()));
      case CutoverState.Publishing c -> Optional.of(before(c.to(), CutoverStep.PREPARING));
      case CutoverState.AwaitingTransactions c ->
          Optional.of(
              before(
                  c.to(), CutoverStep.PREPARING, described(c.open().orElse(List.of())), List.of()));
      case CutoverState.TakingSince c -> Optional.of(before(c.to(), CutoverStep.PREPARING));
      case CutoverState.RecordingSince c -> Optional.of(before(c.to(), CutoverStep.PREPARING));
      case CutoverState.CatchingUp c ->
          Optional.of(from(c.to(), CutoverStep.CATCHING_UP, c.since()).withPreview(c.preview()));
      case CutoverState.AwaitingPromotion c -> Optional.of(awaitingPromotion(c));
      case CutoverState.Comparing c -> Optional.of(from(c.to(), CutoverStep.COMPARING, c.since()));
      case CutoverState.CuttingOver c ->
          Optional.of(from(c.to(), CutoverStep.CUTTING_OVER, c.since()));
      case CutoverState.Repairing c ->
          Optional.of(from(c.to(), CutoverStep.REPAIRING, c.since(), described(c.open())));
      case CutoverState.CommitUnknown c ->
          Optional.of(
              new Observed.Cutover(
                  c.to().id(),
                  CutoverStep.COMMIT_UNKNOWN,
                  c.to().grant(),
                  since(s, c.to()),
                  Optional.of(c.at()),
                  List.of(),
                  List.of()));
      case CutoverState.Verifying c -> Optional.of(verifying(c));
      case CutoverState.Ending c -> c.id().map(Observing::ending);
    };
  }

  private static Observed.Cutover before(Candidate to, CutoverStep step) {
    return before(to, step, List.of(), List.of());
  }

  private static Observed.Cutover before(
      Candidate to, CutoverStep step, List<String> blockers, List<String> problems) {
    return new Observed.Cutover(
        to.id(), step, to.grant(), Optional.empty(), Optional.empty(), blockers, problems);
  }

  private static List<String> described(List<OpenTransaction> open) {
    return open.stream().map(OpenTransaction::description).toList();
  }

  private static Observed.Cutover from(Candidate to, CutoverStep step, Timestamp since) {
    return from(to, step, since, List.of());
  }

  private static Observed.Cutover from(
      Candidate to, CutoverStep step, Timestamp since, List<String> blockers) {
    return new Observed.Cutover(
        to.id(), step, to.grant(), Optional.of(since), Optional.empty(), blockers, List.of());
  }

  private static Observed.Cutover awaitingPromotion(CutoverState.AwaitingPromotion c) {
    return new Observed.Cutover(
        c.to().id(),
        CutoverStep.AWAITING_PROMOTION,
        c.to().grant(),
        Optional.of(c.since()),
        Optional.empty(),
        List.of(),
        c.problem().stream().toList(),
        c.preview());
  }

  private static Observed.Cutover verifying(CutoverState.Verifying c) {
    return new Observed.Cutover(
        c.id(),
        CutoverStep.VERIFYING,
        Optional.empty(),
        Optional.empty(),
        Optional.of(c.at()),
        List.of(),
        List.of());
  }

  private static Observed.Cutover ending(CutoverId id) {
    return new Observed.Cutover(
        id,
        CutoverStep.ENDING,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        List.of(),
        List.of());
  }

  private static Optional<Timestamp> since(SinkState s, Candidate to) {
    return s.record()
        .filter(LiveRecord.class::isInstance)
        .map(r -> ((LiveRecord) r).carried().get(to.definition().relation().oid()));
  }
}
