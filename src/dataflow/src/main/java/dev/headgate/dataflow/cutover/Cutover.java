package dev.headgate.dataflow.cutover;

import static dev.headgate.dataflow.cutover.Transition.to;

import dev.headgate.dataflow.contents.Repair;
import dev.headgate.dataflow.cutover.CutoverEffect.Commit;
import dev.headgate.dataflow.cutover.CutoverEffect.Compare;
import dev.headgate.dataflow.cutover.CutoverEffect.HurryBoundary;
import dev.headgate.dataflow.cutover.CutoverEffect.ListTransactions;
import dev.headgate.dataflow.cutover.CutoverEffect.MakeReady;
import dev.headgate.dataflow.cutover.CutoverEffect.Nudge;
import dev.headgate.dataflow.cutover.CutoverEffect.Plan;
import dev.headgate.dataflow.cutover.CutoverEffect.Prepare;
import dev.headgate.dataflow.cutover.CutoverEffect.Publish;
import dev.headgate.dataflow.cutover.CutoverEffect.TakePosition;
import dev.headgate.dataflow.cutover.CutoverEffect.Unpublish;
import dev.headgate.dataflow.cutover.CutoverEffect.WriteRepair;
import dev.headgate.dataflow.cutover.CutoverEvent.Asked;
import dev.headgate.dataflow.cutover.CutoverEvent.Boundary;
import dev.headgate.dataflow.cutover.CutoverEvent.Committed;
import dev.headgate.dataflow.cutover.CutoverEvent.Compared;
import dev.headgate.dataflow.cutover.CutoverEvent.MadeReady;
import dev.headgate.dataflow.cutover.CutoverEvent.Planned;
import dev.headgate.dataflow.cutover.CutoverEvent.PositionTaken;
import dev.headgate.dataflow.cutover.CutoverEvent.Published;
import dev.headgate.dataflow.cutover.CutoverEvent.Refused;
import dev.headgate.dataflow.cutover.CutoverEvent.SideStepFailed;
import dev.headgate.dataflow.cutover.CutoverEvent.TableLost;
import dev.headgate.dataflow.cutover.CutoverEvent.Tick;
import dev.headgate.dataflow.cutover.CutoverEvent.TransactionsListed;
import dev.headgate.dataflow.cutover.CutoverState.AwaitingPromotion;
import dev.headgate.dataflow.cutover.CutoverState.AwaitingTransactions;
import dev.headgate.dataflow.cutover.CutoverState.CatchingUp;
import dev.headgate.dataflow.cutover.CutoverState.CommitUnknown;
import dev.headgate.dataflow.cutover.CutoverState.Comparing;
import dev.headgate.dataflow.cutover.CutoverState.CuttingOver;
import dev.headgate.dataflow.cutover.CutoverState.Ending;
import dev.headgate.dataflow.cutover.CutoverState.Idle;
import dev.headgate.dataflow.cutover.CutoverState.Publishing;
import dev.headgate.dataflow.cutover.CutoverState.RecordingSince;
import dev.headgate.dataflow.cutover.CutoverState.Repairing;
import dev.headgate.dataflow.cutover.CutoverState.TakingSince;
import dev.headgate.dataflow.cutover.CutoverState.Validating;
import dev.headgate.dataflow.cutover.CutoverState.Verifying;
import dev.headgate.dataflow.preview.KeyDifference;
import dev.headgate.dataflow.preview.KeyDifference.Counted;
import dev.headgate.dataflow.preview.KeyDifference.NotCounted;
import dev.headgate.dataflow.preview.Preview;
import dev.headgate.dataflow.progress.LiveRecord;
import dev.headgate.dataflow.progress.LiveRecord.CutoverRef;
import dev.headgate.dataflow.progress.LiveRecord.EndedAttempt;
import dev.headgate.dataflow.progress.LiveRecord.Outcome;
import dev.headgate.dataflow.sink.SinkId;
import dev.headgate.dataflow.time.Frontier;
import dev.headgate.dataflow.time.Timestamp;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * The worker's half of a cutover: the whole decision table, one method a state, one row an event.
 * Pure: effects are returned, never done. Until {@link CommitUnknown} a try can be given up and
 * consumers never know; from there on only the record decides.
 *
 * @param sink whose cutover it is
 * @param wanted what the operator asked for last
 * @param record the last record known to be committed
 * @param flows whether the active relation does; if not, it cannot go on beyond the frontier
 */
public record Cutover(SinkId sink, Desired wanted, LiveRecord record, boolean flows) {

  /**
   * Where a sink stands that goes on from its record: nothing but the record survives a crash or an
   * unknown outcome.
   */
  public Transition resume() {
    return record
        .cutover()
        .filter(ref -> record.isAtCutover())
        .map(
            ref ->
                considering(new Verifying(new CutoverId(ref.id()), record.frontier().upper()))
                    .after(List.of(new Nudge())))
        .orElseGet(() -> considering(new Idle()));
  }

  /** The state after {@code event}, and what to do. */
  public Transition on(CutoverState state, CutoverEvent event) {
    return switch (state) {
      case Idle s -> idle(s, event);
      case Validating s -> validating(s, event);
      case Publishing s -> publishing(s, event);
      case AwaitingTransactions s -> awaitingTransactions(s, event);
      case TakingSince s -> takingSince(s, event);
      case RecordingSince s -> recordingSince(s, event);
      case CatchingUp s -> catchingUp(s, event);
      case AwaitingPromotion s -> awaitingPromotion(s, event);
      case Comparing s -> comparing(s, event);
      case CuttingOver s -> cuttingOver(s, event);
      case Repairing s -> repairing(s, event);
      case CommitUnknown s -> commitUnknown(s, event);
      case Verifying s -> verifying(s, event);
      case Ending s -> ending(s, event);
    };
  }

  private Transition idle(Idle s, CutoverEvent event) {
    return switch (event) {
      case Asked e -> considering(s);
      case Tick e -> to(s);
      case Boundary e -> commitIfDue(s, e, letGo(e.next()));
      case Committed e -> to(s).after(unpublished(e));
      case TableLost e -> to(s);
      case Planned e -> to(s);
      case Published e -> to(s);
      case TransactionsListed e -> to(s);
      case PositionTaken e -> to(s);
      case MadeReady e -> to(s);
      case Compared e -> to(s);
      case SideStepFailed e -> to(s);
      case Refused e -> to(s);
    };
  }

  private Transition validating(Validating s, CutoverEvent event) {
    return switch (event) {
      case Asked e -> goingOn(s.to(), c -> planned(new Validating(c, s.planned(), s.problems())));
      case Tick e when s.to().isOverdue(e.now()) ->
          timedOut(s.to(), "in Validating" + because(s.problems()));
      case Tick e when s.problems().isEmpty() -> to(s);
      case Tick e -> to(s, plan(s.to()));
      case Planned e when !e.id().equals(s.to().id()) -> to(s);
      case Planned e when e.problems().isEmpty() && cannotReconcile(s.to(), record).isPresent() ->
          failed(s.to(), cannotReconcile(s.to(), record).get());
      case Planned e -> planned(new Validating(s.to(), e.problems().isEmpty(), e.problems()));
      case SideStepFailed e when !e.id().equals(s.to().id()) -> to(s);
      case SideStepFailed e -> to(new Validating(s.to(), false, List.of(e.problem())));
      case Refused e -> to(s);
      case Boundary e -> commitIfDue(s, e, e.next());
      case Committed e -> to(s).after(unpublished(e));
      case TableLost e -> to(s);
      case Published e -> to(s);
      case TransactionsListed e -> to(s);
      case PositionTaken e -> to(s);
      case MadeReady e -> to(s);
      case Compared e -> to(s);
    };
  }

  private Transition publishing(Publishing s, CutoverEvent event) {
    return switch (event) {
      case Asked e -> goingOn(s.to(), c -> to(new Publishing(c)));
      case Tick e when s.to().isOverdue(e.now()) ->
          timedOut(s.to(), "while the publication was being altered");
      case Tick e -> to(s);
      case Published e when !e.id().equals(s.to().id()) -> to(s);
      case Published e ->
          to(new AwaitingTransactions(s.to(), Optional.empty()), new ListTransactions(s.to().id()));
      case SideStepFailed e -> validatingAgain(s, s.to(), e);
      case Refused e -> refused(s, s.to(), e);
      case Boundary e -> commitIfDue(s, e, e.next());
      case Committed e -> to(s).after(unpublished(e));
      case TableLost e -> to(s);
      case Planned e -> to(s);
      case TransactionsListed e -> to(s);
      case PositionTaken e -> to(s);
      case MadeReady e -> to(s);
      case Compared e -> to(s);
    };
  }

  private Transition awaitingTransactions(AwaitingTransactions s, CutoverEvent event) {
    return switch (event) {
      case Asked e -> goingOn(s.to(), c -> to(new AwaitingTransactions(c, s.open())));
      case Tick e when s.to().isOverdue(e.now()) ->
          timedOut(s.to(), "in Preparing" + because(described(s.open().orElse(List.of()))));
      // The first list is asked for on the way in; asking again before it came would shorten
      // nothing.
      case Tick e when s.open().isEmpty() -> to(s);
      case Tick e -> to(s, new ListTransactions(s.to().id()));
      case TransactionsListed e when !e.id().equals(s.to().id()) -> to(s);
      case TransactionsListed e -> awaitStillOpen(s, e.open());
      case SideStepFailed e -> validatingAgain(s, s.to(), e);
      case Refused e -> refused(s, s.to(), e);
      case Boundary e -> commitIfDue(s, e, e.next());
      case Committed e -> to(s).after(unpublished(e));
      case TableLost e -> to(s);
      case Planned e -> to(s);
      case Published e -> to(s);
      case PositionTaken e -> to(s);
      case MadeReady e -> to(s);
      case Compared e -> to(s);
    };
  }

  private Transition takingSince(TakingSince s, CutoverEvent event) {
    return switch (event) {
      case Asked e -> goingOn(s.to(), c -> to(new TakingSince(c)));
      case Tick e when s.to().isOverdue(e.now()) -> timedOut(s.to(), "in Preparing");
      case Tick e -> to(s);
      case PositionTaken e when !e.id().equals(s.to().id()) -> to(s);
      case PositionTaken e -> to(new RecordingSince(s.to(), e.position()), new HurryBoundary());
      case SideStepFailed e -> validatingAgain(s, s.to(), e);
      case Refused e -> refused(s, s.to(), e);
      case Boundary e -> commitIfDue(s, e, e.next());
      case Committed e -> to(s).after(unpublished(e));
      case TableLost e -> to(s);
      case Planned e -> to(s);
      case Published e -> to(s);
      case TransactionsListed e -> to(s);
      case MadeReady e -> to(s);
      case Compared e -> to(s);
    };
  }

  private Transition recordingSince(RecordingSince s, CutoverEvent event) {
    return switch (event) {
      case Asked e -> goingOn(s.to(), c -> to(new RecordingSince(c, s.since())));
      case Tick e when s.to().isOverdue(e.now()) -> timedOut(s.to(), "in Preparing");
      case Tick e -> to(s);
      case Boundary e -> to(s, new Commit(e.next().carrying(s.to().table(), s.since())));
      case Committed e when record.carried().containsKey(s.to().table()) ->
          to(new CatchingUp(s.to(), s.since(), Optional.empty()), new HurryBoundary())
              .after(unpublished(e));
      // A commit that was under way before since was known.
      case Committed e -> to(s, new HurryBoundary()).after(unpublished(e));
      case TableLost e -> to(s);
      case Planned e -> to(s);
      case Published e -> to(s);
      case TransactionsListed e -> to(s);
      case PositionTaken e -> to(s);
      case MadeReady e -> to(s);
      case Compared e -> to(s);
      case SideStepFailed e -> to(s);
      case Refused e -> to(s);
    };
  }

  private Transition catchingUp(CatchingUp s, CutoverEvent event) {
    return switch (event) {
      case Asked e ->
          goingOn(
              s.to(),
              c -> to(new CatchingUp(c, s.since(), comparedFor(c, s)), new HurryBoundary()));
      case Tick e when s.to().isOverdue(e.now()) ->
          timedOut(
              s.to(), "in CatchingUp at %s, since is %s".formatted(record.frontier(), s.since()));
      case Tick e -> to(s);
      case Boundary e when !e.caughtUp() || !reaches(s, e.next()) -> commitIfDue(s, e, e.next());
      case Boundary e when !s.to().mayCutOver() ->
          commitIfDue(
                  new AwaitingPromotion(s.to(), s.since(), s.preview(), Optional.empty()),
                  e,
                  e.next())
              .after(List.of(compare(s.to())));
      case Boundary e when mustCompare(s) ->
          commitIfDue(new Comparing(s.to(), s.since()), e, e.next())
              .after(List.of(compare(s.to())));
      case Boundary e ->
          commitIfDue(new CuttingOver(s.to(), s.since(), Optional.empty()), e, e.next())
              .after(List.of(makeReady(s.to())));
      case Committed e -> carriedStill(s, s.to(), e);
      case TableLost e when e.table() == s.to().table() -> failed(s.to(), e.problem());
      case TableLost e -> to(s);
      case Planned e -> to(s);
      case Published e -> to(s);
      case TransactionsListed e -> to(s);
      case PositionTaken e -> to(s);
      case MadeReady e -> to(s);
      case Compared e -> to(s);
      case SideStepFailed e -> to(s);
      case Refused e -> to(s);
    };
  }

  /**
   * Whether the new relation's changes are complete where it would begin to flow. With {@code
   * Refresh} that need not be the frontier, if the active relation cannot go on.
   */
  private boolean reaches(CatchingUp s, LiveRecord next) {
    boolean leaps = !flows && repair(s.to()).equals(Optional.of(Repair.REFRESH));
    return leaps || next.frontier().hasReached(s.since());
  }

  /** What was found out on other terms does not count. */
  private static Optional<Preview> comparedFor(Candidate to, CatchingUp s) {
    return s.preview().filter(p -> to.terms().equals(s.to().terms()));
  }

  /**
   * The way back from a relation that wrote nothing leads to what the topic has: no limit holds.
   */
  private boolean mustCompare(CatchingUp s) {
    return !s.to().terms().limits().isNone() && s.preview().isEmpty() && !leadsBack(s.to());
  }

  private boolean leadsBack(Candidate to) {
    return record.isAtCutover()
        && record
            .cutover()
            .filter(ref -> ref.from().equals(to.definition().relation()))
            .isPresent();
  }

  /** A promotion leads back to catching up: by now the frontier may be far behind. */
  private Transition awaitingPromotion(AwaitingPromotion s, CutoverEvent event) {
    return switch (event) {
      case Asked e -> goingOn(s.to(), c -> promotedOr(c, s));
      case Compared e when !e.id().equals(s.to().id()) -> to(s);
      case Compared e -> to(s.showing(e.preview()));
      case SideStepFailed e when !e.id().equals(s.to().id()) -> to(s);
      case SideStepFailed e -> to(s.troubledBy(e.problem()));
      case Tick e -> to(s);
      case Boundary e -> commitIfDue(s, e, e.next());
      case Committed e -> carriedStill(s, s.to(), e);
      case TableLost e when e.table() == s.to().table() -> failed(s.to(), e.problem());
      case TableLost e -> to(s);
      case Planned e -> to(s);
      case Published e -> to(s);
      case TransactionsListed e -> to(s);
      case PositionTaken e -> to(s);
      case MadeReady e -> to(s);
      case Refused e -> to(s);
    };
  }

  private static Transition promotedOr(Candidate to, AwaitingPromotion s) {
    if (to.mayCutOver()) {
      return to(new CatchingUp(to, s.since(), Optional.empty()), new HurryBoundary());
    }
    var next = s.of(to);
    return to.terms().preview() == s.to().terms().preview() ? to(next) : to(next, compare(to));
  }

  /** Only with limits: whether contents are near enough is found out shortly before. */
  private Transition comparing(Comparing s, CutoverEvent event) {
    return switch (event) {
      case Asked e -> goingOn(s.to(), c -> stillPromoted(new Comparing(c, s.since())));
      case Tick e when s.to().isOverdue(e.now()) ->
          timedOut(s.to(), "while contents were being compared");
      case Tick e -> to(s);
      case Compared e when !e.id().equals(s.to().id()) -> to(s);
      case Compared e -> judged(s, e.preview());
      case SideStepFailed e -> validatingAgain(s, s.to(), e);
      case Refused e -> to(s);
      case Boundary e -> commitIfDue(s, e, e.next());
      case Committed e -> carriedStill(s, s.to(), e);
      case TableLost e when e.table() == s.to().table() -> failed(s.to(), e.problem());
      case TableLost e -> to(s);
      case Planned e -> to(s);
      case Published e -> to(s);
      case TransactionsListed e -> to(s);
      case PositionTaken e -> to(s);
      case MadeReady e -> to(s);
    };
  }

  private static Transition stillPromoted(Comparing s) {
    return s.to().mayCutOver()
        ? to(s)
        : to(new AwaitingPromotion(s.to(), s.since(), Optional.empty(), Optional.empty()));
  }

  private Transition judged(Comparing s, Preview preview) {
    return switch (preview.keys()) {
      case NotCounted(var reason, var message) when reason == KeyDifference.Reason.FAILED ->
          to(new Validating(s.to(), false, List.of(message)));
      case NotCounted(var reason, var message) ->
          failed(s.to(), "whether contents are within the limits could not be told: " + message);
      case Counted counted -> {
        var exceeded = s.to().terms().limits().exceededBy(counted);
        yield exceeded.isEmpty()
            ? to(new CatchingUp(s.to(), s.since(), Optional.of(preview)), new HurryBoundary())
            : failed(s.to(), String.join("; ", exceeded));
      }
    };
  }

  private Transition cuttingOver(CuttingOver s, CutoverEvent event) {
    return switch (event) {
      case Asked e -> goingOn(s.to(), c -> stillPromoted(new CuttingOver(c, s.since(), s.ready())));
      case Tick e when s.to().isOverdue(e.now()) -> timedOut(s.to(), "in CuttingOver");
      case Tick e -> to(s);
      case MadeReady e when !e.id().equals(s.to().id()) -> to(s);
      case MadeReady e -> madeReady(s, e.readiness());
      case Boundary e when s.ready().isPresent() ->
          to(
              new CommitUnknown(s.to(), e.next().frontier().upper(), s.ready().get().registered()),
              new Commit(cutOver(s.to(), e.next(), s.ready().get(), false)));
      case Boundary e -> commitIfDue(s, e, e.next());
      case Committed e -> carriedStill(s, s.to(), e);
      case TableLost e when e.table() == s.to().table() -> failed(s.to(), e.problem());
      case TableLost e -> to(s);
      case SideStepFailed e -> validatingAgain(s, s.to(), e);
      case Refused e -> refused(s, s.to(), e);
      case Compared e -> to(s);
      case Planned e -> to(s);
      case Published e -> to(s);
      case TransactionsListed e -> to(s);
      case PositionTaken e -> to(s);
    };
  }

  private Transition madeReady(CuttingOver s, Readiness ready) {
    var repair = repair(s.to());
    if (repair.isEmpty()) {
      return to(new CuttingOver(s.to(), s.since(), Optional.of(ready)), new HurryBoundary());
    }
    return cannotReconcile(s.to(), record)
        .map(problem -> failed(s.to(), problem))
        .orElseGet(
            () ->
                to(
                    new Repairing(s.to(), s.since(), ready, List.of()),
                    new Prepare(s.to().id(), s.to().definition(), repair.get()),
                    new HurryBoundary()));
  }

  /**
   * The way back from a relation that could not write is open whatever was asked for: nothing can
   * be prepared then, and going back loses nothing.
   */
  private Optional<Repair> repair(Candidate to) {
    return to.terms().mode().repair().filter(r -> flows || !leadsBack(to));
  }

  /** A difference from what the topic is not known to hold would be a lie. */
  private Optional<String> cannotReconcile(Candidate to, LiveRecord next) {
    if (repair(to).filter(r -> r == Repair.RECONCILE).isEmpty()) {
      return Optional.empty();
    }
    if (!next.topicMatches()) {
      return Optional.of(
          "The topic is not known to equal relation %s, so what differs from it is not what differs from the topic.%n  Set spec.cutover.mode to Refresh, which reads the topic itself."
              .formatted(next.relation().name()));
    }
    return flows
        ? Optional.empty()
        : Optional.of(
            "Relation %s cannot go on, so the topic does not equal it at any later time.%n  Set spec.cutover.mode to Refresh, which reads the topic itself."
                .formatted(next.relation().name()));
  }

  private Transition repairing(Repairing s, CutoverEvent event) {
    return switch (event) {
      case Asked e -> goingOn(s.to(), c -> repairingStill(c, s));
      case Tick e when s.to().isOverdue(e.now()) ->
          timedOut(
              s.to(),
              "while what is to be written was being prepared" + because(described(s.open())));
      case Tick e -> to(s);
      // A relation that could not go on may do so again, from a frontier before since.
      case Boundary e when e.repair().filter(at -> !at.isBefore(s.since())).isPresent() ->
          repaired(s, e, e.repair().get());
      case Boundary e -> commitIfDue(s, e, e.next());
      case Committed e -> carriedStill(s, s.to(), e);
      case TableLost e when e.table() == s.to().table() -> failed(s.to(), e.problem());
      case TableLost e -> to(s);
      case SideStepFailed e -> validatingAgain(s, s.to(), e);
      case Refused e -> refused(s, s.to(), e);
      case MadeReady e -> to(s);
      case Compared e -> to(s);
      case Planned e -> to(s);
      case Published e -> to(s);
      case TransactionsListed e when !e.id().equals(s.to().id()) -> to(s);
      case TransactionsListed e -> to(s.waitingFor(e.open()));
      case PositionTaken e -> to(s);
    };
  }

  private static Transition repairingStill(Candidate to, Repairing s) {
    if (!to.mayCutOver()) {
      return stillPromoted(new CuttingOver(to, s.since(), Optional.empty()));
    }
    return to.terms().mode() == s.to().terms().mode()
        ? to(s.of(to))
        : to(new CatchingUp(to, s.since(), Optional.empty()), new HurryBoundary());
  }

  private Transition repaired(Repairing s, Boundary e, Timestamp at) {
    return cannotReconcile(s.to(), e.next())
        .map(problem -> failed(s.to(), problem))
        .orElseGet(
            () ->
                to(
                    new CommitUnknown(s.to(), at, true),
                    new WriteRepair(),
                    new Commit(
                        cutOver(s.to(), e.next().withFrontier(Frontier.at(at)), s.ready(), true))));
  }

  /** A promotion that is taken back in time counts as never given. */
  private static Transition stillPromoted(CuttingOver s) {
    return s.to().mayCutOver()
        ? to(s)
        : to(
            new AwaitingPromotion(s.to(), s.since(), Optional.empty(), Optional.empty()),
            compare(s.to()));
  }

  /** Deadline, abort and every other wish wait here: the commit may already have happened. */
  private Transition commitUnknown(CommitUnknown s, CutoverEvent event) {
    return switch (event) {
      case Committed e -> verifyingFrom(s).after(unpublished(e));
      case Asked e -> to(s);
      case Tick e -> to(s);
      case Boundary e -> to(s);
      case TableLost e -> to(s);
      case Planned e -> to(s);
      case Published e -> to(s);
      case TransactionsListed e -> to(s);
      case PositionTaken e -> to(s);
      case MadeReady e -> to(s);
      case Compared e -> to(s);
      case SideStepFailed e -> to(s);
      case Refused e -> to(s);
    };
  }

  private Transition verifyingFrom(CommitUnknown s) {
    return considering(new Verifying(s.to().id(), s.at())).after(List.of(new Nudge()));
  }

  private Transition verifying(Verifying s, CutoverEvent event) {
    return switch (event) {
      case Asked e -> considering(s);
      case Tick e -> to(s);
      case Boundary e when e.next().isAtCutover() -> commitIfDue(s, e, e.next());
      case Boundary e -> to(s, new Commit(letGo(e.next())));
      case Committed e when record.isAtCutover() -> to(s).after(unpublished(e));
      case Committed e -> considering(new Idle()).after(unpublished(e));
      case TableLost e -> to(s);
      case Planned e -> to(s);
      case Published e -> to(s);
      case TransactionsListed e -> to(s);
      case PositionTaken e -> to(s);
      case MadeReady e -> to(s);
      case Compared e -> to(s);
      case SideStepFailed e -> to(s);
      case Refused e -> to(s);
    };
  }

  private Transition ending(Ending s, CutoverEvent event) {
    return switch (event) {
      case Boundary e -> to(s, new Commit(ended(s, e.next())));
      case Committed e when record.attemptsEnded() >= s.attemptsEnded() ->
          resume().after(neverCarried(s)).after(unpublished(e));
      case Committed e -> to(s, new HurryBoundary()).after(unpublished(e));
      case Asked e -> to(s);
      case Tick e -> to(s);
      case TableLost e -> to(s);
      case Planned e -> to(s);
      case Published e -> to(s);
      case TransactionsListed e -> to(s);
      case PositionTaken e -> to(s);
      case MadeReady e -> to(s);
      case Compared e -> to(s);
      case SideStepFailed e -> to(s);
      case Refused e -> to(s);
    };
  }

  /** Stays in {@code quiet} unless something is wanted that fits the record. */
  private Transition considering(CutoverState quiet) {
    if (endedElsewhere()) {
      return endingAt(
          Optional.empty(),
          Outcome.ABORTED,
          "withdrawn before it began",
          wanted.attemptsEnded(),
          Optional.empty());
    }
    return wanted
        .candidate()
        .filter(this::fits)
        .map(c -> to(new Validating(c, false, List.of()), plan(c)))
        .orElseGet(() -> to(quiet));
  }

  /** Whether the candidate is a try at the next version that has not ended: its id says so. */
  private boolean fits(Candidate candidate) {
    return candidate.definition().version().equals(record.version().next())
        && candidate
            .id()
            .equals(
                CutoverId.of(sink, record, candidate.definition().relation(), candidate.attempt()));
  }

  private boolean endedElsewhere() {
    return wanted.active().version().equals(record.version())
        && wanted.attemptsEnded() > record.attemptsEnded();
  }

  /** Goes on with the try as it is wanted now, or ends it if it no longer is. */
  private Transition goingOn(Candidate to, Function<Candidate, Transition> next) {
    if (endedElsewhere()) {
      return ended(to, Outcome.ABORTED, "withdrawn");
    }
    return wanted
        .candidate()
        .filter(c -> c.id().equals(to.id()))
        .map(next)
        .orElseGet(() -> ended(to, Outcome.ABORTED, "withdrawn"));
  }

  private Transition planned(Validating s) {
    if (!s.planned() || !s.to().mayPrepare()) {
      return to(s);
    }
    return preparing(s.to());
  }

  /** A table that the record carries needs no wait; one merely found in the publication does. */
  private Transition preparing(Candidate to) {
    var since = record.carried().get(to.table());
    return since != null
        ? to(new CatchingUp(to, since, Optional.empty()), new HurryBoundary())
        : to(new Publishing(to), new Publish(to.id(), to.definition().relation()));
  }

  private Transition awaitStillOpen(AwaitingTransactions s, List<OpenTransaction> listed) {
    var open = s.open().map(waited -> stillOpen(waited, listed)).orElse(listed);
    return open.isEmpty()
        ? to(new TakingSince(s.to()), new TakePosition(s.to().id()))
        : to(new AwaitingTransactions(s.to(), Optional.of(open)));
  }

  private static List<OpenTransaction> stillOpen(
      List<OpenTransaction> waited, List<OpenTransaction> listed) {
    Set<Long> xids = new HashSet<>();
    waited.forEach(t -> xids.add(t.xid()));
    return listed.stream().filter(t -> xids.contains(t.xid())).toList();
  }

  /**
   * A commit that was under way may just have let go of the candidate's table: then it is brought
   * in again.
   */
  private Transition carriedStill(CutoverState s, Candidate to, Committed e) {
    return (record.carried().containsKey(to.table()) ? to(s) : preparing(to)).after(unpublished(e));
  }

  private Transition validatingAgain(CutoverState s, Candidate to, SideStepFailed e) {
    return e.id().equals(to.id()) ? to(new Validating(to, false, List.of(e.problem()))) : to(s);
  }

  private Transition refused(CutoverState s, Candidate to, Refused e) {
    return e.id().equals(to.id()) ? failed(to, e.problem()) : to(s);
  }

  private static Plan plan(Candidate c) {
    return new Plan(c.id(), c.definition(), c.terms().schemaCheckInForce());
  }

  private static Compare compare(Candidate c) {
    return new Compare(c.id(), c.definition());
  }

  private static MakeReady makeReady(Candidate c) {
    return new MakeReady(c.id(), c.definition(), c.terms().schemaCheckInForce());
  }

  private Transition timedOut(Candidate to, String where) {
    return ended(to, Outcome.TIMED_OUT, "the deadline passed " + where);
  }

  private Transition failed(Candidate to, String problem) {
    return ended(to, Outcome.FAILED, problem);
  }

  private Transition ended(Candidate to, Outcome outcome, String message) {
    return endingAt(
        Optional.of(to.id()),
        outcome,
        message,
        Math.max(record.attemptsEnded() + 1, endedElsewhere() ? wanted.attemptsEnded() : 0),
        Optional.of(to.table()));
  }

  private static Transition endingAt(
      Optional<CutoverId> id,
      Outcome outcome,
      String message,
      int attemptsEnded,
      Optional<Long> table) {
    return to(new Ending(id, outcome, message, attemptsEnded, table), new HurryBoundary());
  }

  private LiveRecord ended(Ending s, LiveRecord next) {
    return letGo(next)
        .withEnded(
            s.attemptsEnded(),
            s.id().map(id -> new EndedAttempt(id.value(), s.outcome(), s.message())));
  }

  private static LiveRecord cutOver(
      Candidate to, LiveRecord next, Readiness ready, boolean matches) {
    return next.cutOver(
        to.definition().relation(),
        next.frontier().upper(),
        new CutoverRef(to.id().value(), to.attempt(), next.relation()),
        matches,
        ready.offsets());
  }

  private static Transition commitIfDue(CutoverState s, Boundary e, LiveRecord record) {
    return e.due() ? to(s, new Commit(record)) : to(s);
  }

  /**
   * Without the tables that nothing uses. While the frontier is still the cutover timestamp all are
   * kept: if the new relation cannot go on, the way back needs the old one's changes from there.
   */
  private LiveRecord letGo(LiveRecord next) {
    if (next.isAtCutover()) {
      return next;
    }
    var used = new HashSet<>(wanted.keep());
    used.add(next.relation().oid());
    return next.carryingOnly(used);
  }

  private static List<CutoverEffect> unpublished(Committed before, LiveRecord now) {
    var gone = new TreeSet<>(before.before().carried().keySet());
    gone.removeAll(now.carried().keySet());
    return gone.isEmpty() ? List.of() : List.of(new Unpublish(gone));
  }

  /**
   * A table that was published for the try and never carried. Only now: a commit under way when the
   * try ended may have made it carried for a moment.
   */
  private List<CutoverEffect> neverCarried(Ending s) {
    return s.table()
        .filter(t -> !record.carried().containsKey(t))
        .<List<CutoverEffect>>map(t -> List.of(new Unpublish(Set.of(t))))
        .orElse(List.of());
  }

  private List<CutoverEffect> unpublished(Committed e) {
    return unpublished(e, record);
  }

  private static List<String> described(List<OpenTransaction> open) {
    return open.stream().map(OpenTransaction::description).toList();
  }

  private static String because(List<String> reasons) {
    return reasons.isEmpty() ? "" : ": " + String.join("; ", reasons);
  }
}
