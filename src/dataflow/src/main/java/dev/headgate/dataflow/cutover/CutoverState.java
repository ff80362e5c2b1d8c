package dev.headgate.dataflow.cutover;

import dev.headgate.dataflow.preview.Preview;
import dev.headgate.dataflow.progress.LiveRecord.Outcome;
import dev.headgate.dataflow.time.Timestamp;
import java.util.List;
import java.util.Optional;

/**
 * Where a try stands in the worker. A state holds what its own transitions need and nothing else.
 * None of it is durable: after a crash or a lost commit it is derived again from the record and
 * from what is wanted.
 */
public sealed interface CutoverState {

  /** No try is under way. */
  record Idle() implements CutoverState {}

  /**
   * The candidate is planned against the catalog and the registry. Nothing has been touched, so
   * this waits and tries again.
   *
   * @param planned whether it was found to be sound, and only a grant is awaited
   * @param problems what was found last time
   */
  record Validating(Candidate to, boolean planned, List<String> problems) implements CutoverState {}

  /** The candidate's table is being published. */
  record Publishing(Candidate to) implements CutoverState {}

  /**
   * Transactions that were running when the table was published may come out in part; the table is
   * carried once all of them have ended.
   *
   * @param open those not yet ended; empty: not yet listed
   */
  record AwaitingTransactions(Candidate to, Optional<List<OpenTransaction>> open)
      implements CutoverState {}

  /** The transactions have ended; the source's position is being read. */
  record TakingSince(Candidate to) implements CutoverState {}

  /** {@code since} goes into the record with the next commit. */
  record RecordingSince(Candidate to, Timestamp since) implements CutoverState {}

  /**
   * The old relation flows on until the frontier has reached {@code since}.
   *
   * @param preview by which contents were found to be within the limits
   */
  record CatchingUp(Candidate to, Timestamp since, Optional<Preview> preview)
      implements CutoverState {}

  /**
   * All is prepared, and a person decides when it goes on. The old relation flows, the new one's
   * changes are read and dropped, so waiting costs nothing but their reading. No clock runs.
   *
   * @param preview what it would come to, once that was found out
   * @param problem why that could not be found out the last time
   */
  record AwaitingPromotion(
      Candidate to, Timestamp since, Optional<Preview> preview, Optional<String> problem)
      implements CutoverState {

    AwaitingPromotion of(Candidate newTo) {
      return new AwaitingPromotion(newTo, since, preview, problem);
    }

    AwaitingPromotion showing(Preview newPreview) {
      return new AwaitingPromotion(to, since, Optional.of(newPreview), Optional.empty());
    }

    AwaitingPromotion troubledBy(String newProblem) {
      return new AwaitingPromotion(to, since, preview, Optional.of(newProblem));
    }
  }

  /** It is being found out whether contents are within the limits. The old relation flows on. */
  record Comparing(Candidate to, Timestamp since) implements CutoverState {}

  /**
   * Schemas are registered and topic and tables looked at once more; then the next commit cuts
   * over.
   *
   * @param ready what was found, once all of it is ready
   */
  record CuttingOver(Candidate to, Timestamp since, Optional<Readiness> ready)
      implements CutoverState {}

  /**
   * All is ready but what is to be written at the cutover timestamp, which is being prepared while
   * the old relation flows.
   *
   * @param open transactions that have to end before contents can be read
   */
  record Repairing(Candidate to, Timestamp since, Readiness ready, List<OpenTransaction> open)
      implements CutoverState {

    Repairing of(Candidate newTo) {
      return new Repairing(newTo, since, ready, open);
    }

    Repairing waitingFor(List<OpenTransaction> newOpen) {
      return new Repairing(to, since, ready, newOpen);
    }
  }

  /**
   * The cutover's commit was asked for and is not answered. Only the record leads out.
   *
   * @param registered whether the new relation's rows can be written at once
   */
  record CommitUnknown(Candidate to, Timestamp at, boolean registered) implements CutoverState {}

  /** The new relation is active; its first commit beyond the cutover timestamp is awaited. */
  record Verifying(CutoverId id, Timestamp at) implements CutoverState {}

  /**
   * A try is over without success; the next commit makes that durable.
   *
   * @param id of the try, if this process knew it
   * @param attemptsEnded what the record will say
   * @param table the candidate's, which may be published although it is not carried
   */
  record Ending(
      Optional<CutoverId> id,
      Outcome outcome,
      String message,
      int attemptsEnded,
      Optional<Long> table)
      implements CutoverState {}

  /** The OID of the table that is on its way into the source, not yet carried. */
  default Optional<Long> bringingIn() {
    return switch (this) {
      case Publishing s -> Optional.of(s.to().table());
      case AwaitingTransactions s -> Optional.of(s.to().table());
      case TakingSince s -> Optional.of(s.to().table());
      case RecordingSince s -> Optional.of(s.to().table());
      case Idle s -> Optional.empty();
      case Validating s -> Optional.empty();
      case CatchingUp s -> Optional.empty();
      case AwaitingPromotion s -> Optional.empty();
      case Comparing s -> Optional.empty();
      case CuttingOver s -> Optional.empty();
      case Repairing s -> Optional.empty();
      case CommitUnknown s -> Optional.empty();
      case Verifying s -> Optional.empty();
      case Ending s -> Optional.empty();
    };
  }
}
