package dev.headgate.dataflow.simulation;

import dev.headgate.dataflow.contents.Repair;
import dev.headgate.dataflow.cutover.Attempt;
import dev.headgate.dataflow.cutover.Candidate;
import dev.headgate.dataflow.cutover.CutoverEffect;
import dev.headgate.dataflow.cutover.CutoverEvent;
import dev.headgate.dataflow.cutover.CutoverId;
import dev.headgate.dataflow.cutover.CutoverState;
import dev.headgate.dataflow.cutover.Desired;
import dev.headgate.dataflow.cutover.Given;
import dev.headgate.dataflow.cutover.Grant;
import dev.headgate.dataflow.cutover.Mode;
import dev.headgate.dataflow.cutover.Observed;
import dev.headgate.dataflow.cutover.OpenTransaction;
import dev.headgate.dataflow.cutover.Promotion;
import dev.headgate.dataflow.cutover.Run;
import dev.headgate.dataflow.cutover.Steer;
import dev.headgate.dataflow.cutover.Steering;
import dev.headgate.dataflow.cutover.Wanted;
import dev.headgate.dataflow.lifecycle.Phase;
import dev.headgate.dataflow.lifecycle.SinkEffect;
import dev.headgate.dataflow.lifecycle.SinkEvent;
import dev.headgate.dataflow.lifecycle.SinkState;
import dev.headgate.dataflow.lifecycle.Step;
import dev.headgate.dataflow.progress.LiveRecord;
import dev.headgate.dataflow.progress.LiveRecord.Outcome;
import dev.headgate.dataflow.progress.ProgressRecord;
import dev.headgate.dataflow.time.Frontier;
import dev.headgate.dataflow.time.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Planted bugs: each class is the protocol with one thing done wrong. */
final class Mutants {

  private Mutants() {}

  /** The record of a cutover names another timestamp than the one at which the rows change. */
  static class ShiftedT extends Protocol {
    private final long by;

    ShiftedT(long by) {
      this.by = by;
    }

    @Override
    Step worker(SinkState state, SinkEvent event) {
      var step = super.worker(state, event);
      if (step.state().phase() instanceof Phase.Streaming p
          && p.inFlight().isPresent()
          && p.cutover() instanceof CutoverState.CommitUnknown
          && step.effects().stream().anyMatch(SinkEffect.Commit.class::isInstance)) {
        var shifted = shift(p.inFlight().get());
        return new Step(
            in(step.state(), new Phase.Streaming(p.record(), Optional.of(shifted), p.cutover())),
            List.of(new SinkEffect.Commit(shifted)));
      }
      return step;
    }

    private LiveRecord shift(LiveRecord r) {
      return r.withFrontier(Frontier.at(new Timestamp(r.frontier().upper().bits() + by)));
    }
  }

  /** The source is told that changes are safe when they are sent, not when they are committed. */
  static class AcknowledgedBeforeCommitted extends Protocol {
    @Override
    Step worker(SinkState state, SinkEvent event) {
      var step = super.worker(state, event);
      var effects = new ArrayList<SinkEffect>();
      for (SinkEffect effect : step.effects()) {
        effects.add(effect);
        if (effect instanceof SinkEffect.Commit c
            && c.record() instanceof LiveRecord r
            && step.state().phase() instanceof Phase.Streaming) {
          effects.add(new SinkEffect.Acknowledge(r.frontier().upper()));
        }
      }
      return new Step(step.state(), effects);
    }
  }

  /** What was read before the fence is taken for the last word. */
  static class NotReadAgainAfterFencing extends Protocol {
    private final Map<String, Optional<ProgressRecord>> peeked = new HashMap<>();

    @Override
    Step worker(SinkState state, SinkEvent event) {
      if (event instanceof SinkEvent.Peeked p) {
        peeked.put(state.incarnation(), p.record());
      }
      var step = super.worker(state, event);
      return event instanceof SinkEvent.Fenced && peeked.containsKey(state.incarnation())
          ? super.worker(step.state(), new SinkEvent.RecordRead(peeked.get(state.incarnation())))
          : step;
    }
  }

  /** A process shows what its file names, whatever the record says. */
  static class ResumedFromAStaleFile extends Protocol {
    @Override
    Step worker(SinkState state, SinkEvent event) {
      return super.worker(
          state,
          switch (event) {
            case SinkEvent.Peeked e -> new SinkEvent.Peeked(e.record().map(r -> asFile(state, r)));
            case SinkEvent.RecordRead e ->
                new SinkEvent.RecordRead(e.record().map(r -> asFile(state, r)));
            default -> event;
          });
    }

    private static ProgressRecord asFile(SinkState state, ProgressRecord record) {
      return record instanceof LiveRecord r
          ? new LiveRecord(
              r.frontier(),
              r.version(),
              state.wanted().orElseThrow().active().relation(),
              r.upstream(),
              r.carried(),
              r.writer(),
              r.cutover(),
              r.attemptsEnded(),
              r.ended(),
              r.topic(),
              r.topicMatches(),
              r.history())
          : record;
    }
  }

  /** A table's changes are taken to be complete as soon as it is published. */
  static class SinceWithoutTheWait extends Protocol {
    @Override
    List<OpenTransaction> transactions(Source source) {
      return List.of();
    }
  }

  /** The wait for a snapshot's xmax, which overlooks running transactions with higher ids. */
  static class SinceWithTheWaitForXmax extends Protocol {
    @Override
    List<OpenTransaction> transactions(Source source) {
      return source.transactionsBelowXmax();
    }
  }

  /** {@code since} is the position when the wait began, not when it was over. */
  static class SinceFromBeforeTheWait extends Protocol {
    private final Map<CutoverId, Timestamp> frontiers = new HashMap<>();

    @Override
    Step worker(SinkState state, SinkEvent event) {
      if (event instanceof SinkEvent.InCutover(CutoverEvent.Published p)
          && state.phase() instanceof Phase.Streaming s) {
        frontiers.put(p.id(), s.record().frontier().upper());
      }
      if (event instanceof SinkEvent.InCutover(CutoverEvent.PositionTaken p)
          && frontiers.containsKey(p.id())) {
        return super.worker(
            state,
            new SinkEvent.InCutover(new CutoverEvent.PositionTaken(p.id(), frontiers.get(p.id()))));
      }
      return super.worker(state, event);
    }
  }

  /** A candidate is begun although its id no longer fits. */
  static class EndedTryBegunAgain extends Protocol {
    @Override
    Step worker(SinkState state, SinkEvent event) {
      var step = super.worker(state, event);
      if (event instanceof SinkEvent.Asked
          && step.state().phase() instanceof Phase.Streaming p
          && p.cutover() instanceof CutoverState.Idle
          && step.effects().isEmpty()) {
        return step.state()
            .wanted()
            .flatMap(w -> w.candidate())
            .filter(c -> c.definition().version().equals(p.record().version().next()))
            .map(c -> begun(step.state(), p, c))
            .orElse(step);
      }
      return step;
    }

    private static Step begun(SinkState state, Phase.Streaming p, Candidate c) {
      return new Step(
          in(
              state,
              new Phase.Streaming(
                  p.record(), p.inFlight(), new CutoverState.Validating(c, false, List.of()))),
          List.of(
              new SinkEffect.InCutover(
                  new CutoverEffect.Plan(c.id(), c.definition(), c.terms().schemaCheck()))));
    }
  }

  /** A commit without an answer is taken for failed, or for done, without a look at the record. */
  static class OutcomeGuessed extends Protocol {
    private final boolean done;
    private final Map<String, LiveRecord> guesses = new HashMap<>();

    OutcomeGuessed(boolean done) {
      this.done = done;
    }

    @Override
    Step worker(SinkState state, SinkEvent event) {
      if (event instanceof SinkEvent.Lost
          && state.phase() instanceof Phase.Streaming p
          && p.inFlight().isPresent()) {
        guesses.put(state.incarnation(), done ? p.inFlight().get() : p.record());
      }
      if (event instanceof SinkEvent.RecordRead && guesses.containsKey(state.incarnation())) {
        return super.worker(
            state, new SinkEvent.RecordRead(Optional.of(guesses.remove(state.incarnation()))));
      }
      return super.worker(state, event);
    }
  }

  /** A table leaves the publication before the record says that it is no longer carried. */
  static class UnpublishedBeforeRecorded extends Protocol {
    @Override
    Step worker(SinkState state, SinkEvent event) {
      var step = super.worker(state, event);
      var effects = new ArrayList<SinkEffect>();
      for (SinkEffect effect : step.effects()) {
        if (effect instanceof SinkEffect.Commit c
            && c.record() instanceof LiveRecord next
            && step.state().phase() instanceof Phase.Streaming p) {
          Set<Long> gone = new TreeSet<>(p.record().carried().keySet());
          gone.removeAll(next.carried().keySet());
          if (!gone.isEmpty()) {
            effects.add(new SinkEffect.InCutover(new CutoverEffect.Unpublish(gone)));
          }
        }
        effects.add(effect);
      }
      return new Step(step.state(), effects);
    }
  }

  /** A process that was replaced can still alter the publication when it wakes up. */
  static class SessionsOfOthersLive extends Protocol {
    @Override
    boolean endsSessions() {
      return false;
    }
  }

  /** A writer that was replaced can still commit. */
  static class NotFenced extends Protocol {
    @Override
    boolean fences() {
      return false;
    }
  }

  /** Rows are committed first, the record after them. */
  static class RecordApartFromRows extends Protocol {
    @Override
    boolean commitsTogether() {
      return false;
    }
  }

  /** People are told that a try has ended when that was asked for, not when the record says so. */
  static class EndedWhenAsked extends Protocol {
    @Override
    Steering operator(Steer steer) {
      var steering = super.operator(steer);
      return new Steering(
          steering
              .attempt()
              .map(
                  a ->
                      a.fate() instanceof Attempt.Fate.Withdrawn
                          ? new Attempt(
                              a.id(),
                              a.to(),
                              a.attempt(),
                              a.leaving(),
                              a.ordinal(),
                              a.startedAt(),
                              a.deadline(),
                              a.onTheWayTo(),
                              a.awaiting(),
                              new Attempt.Fate.Ended(Outcome.ABORTED, "asked"))
                          : a),
          steering.assign(),
          steering.send());
    }
  }

  /** A process that starts anew makes the source and its snapshot again. */
  static class SnapshotAgain extends Protocol {
    @Override
    Step worker(SinkState state, SinkEvent event) {
      return event instanceof SinkEvent.RecordRead e
              && e.record().isPresent()
              && e.record().get() instanceof LiveRecord r
          ? super.worker(state, new SinkEvent.RecordRead(Optional.of(r.carryingOnly(Set.of()))))
          : super.worker(state, event);
    }
  }

  /** What stands in a file begins a cutover, if it says that it may. */
  static class GrantOfAFileHeeded extends Protocol {
    @Override
    Step worker(SinkState state, SinkEvent event) {
      return super.worker(
          state,
          event instanceof SinkEvent.Asked asked && state.wanted().isEmpty()
              ? new SinkEvent.Asked(asked.desired(), true)
              : event);
    }

    @Override
    Desired assignment(Desired assign, Optional<Desired> sent) {
      return sent.orElse(assign);
    }
  }

  /** The old table is let go although the new relation has not moved beyond T. */
  static class LetGoAtT extends Protocol {
    @Override
    Step worker(SinkState state, SinkEvent event) {
      var step = super.worker(state, event);
      return step.state().phase() instanceof Phase.Streaming p
              && p.cutover() instanceof CutoverState.CommitUnknown
              && p.inFlight().isPresent()
              && step.effects().stream().anyMatch(SinkEffect.Commit.class::isInstance)
          ? lettingGo(step.state(), p, p.inFlight().get())
          : step;
    }

    private static Step lettingGo(SinkState state, Phase.Streaming p, LiveRecord record) {
      var fewer = record.carryingOnly(Set.of(record.relation().oid()));
      return new Step(
          in(state, new Phase.Streaming(p.record(), Optional.of(fewer), p.cutover())),
          List.of(new SinkEffect.Commit(fewer)));
    }
  }

  /** Slot and publication are dropped, but no record says so. */
  static class ReleasedWithoutARecord extends Protocol {
    @Override
    Step worker(SinkState state, SinkEvent event) {
      var step = super.worker(state, event);
      return step.state().phase() instanceof Phase.Dropping p
              && p.next().leftovers().isPresent()
              && step.effects().stream().anyMatch(SinkEffect.Commit.class::isInstance)
          ? super.worker(step.state(), new SinkEvent.Committed())
          : step;
    }
  }

  /** A withdrawn try is only left out: messages of it still fit. */
  static class WithdrawnWithoutRaising extends Protocol {
    @Override
    Steering operator(Steer steer) {
      var steering = super.operator(steer);
      return new Steering(
          steering.attempt(),
          steering.assign().map(WithdrawnWithoutRaising::notRaised),
          steering.send().map(WithdrawnWithoutRaising::notRaised));
    }

    private static Desired notRaised(Desired d) {
      return new Desired(
          d.generation(),
          d.uid(),
          d.run(),
          d.expectProgress(),
          d.active(),
          d.candidate(),
          0,
          d.keep());
    }
  }

  /** Whatever {@code promote} names is taken for the try under way. */
  static class AnyPromotionHeeded extends Protocol {
    @Override
    Steering operator(Steer steer) {
      var w = steer.wanted();
      var promotion =
          w.policy().promotion() instanceof Promotion.Manual m && !m.promote().isEmpty()
              ? new Promotion.Automatic()
              : w.policy().promotion();
      return super.operator(
          new Steer(
              steer.now(),
              new Wanted(
                  w.sink(),
                  w.uid(),
                  w.run(),
                  w.fromName(),
                  w.from(),
                  w.spec(),
                  w.connections(),
                  w.policy().withPromotion(promotion)),
              steer.attempt(),
              steer.assignment(),
              steer.observed()));
    }
  }

  /** A try goes on to its end once it was prepared. */
  static class PromotionNotAwaited extends Protocol {
    @Override
    Step worker(SinkState state, SinkEvent event) {
      return super.worker(
          state,
          event instanceof SinkEvent.Asked asked && asked.live()
              ? new SinkEvent.Asked(granted(asked.desired()), true)
              : event);
    }

    private static Desired granted(Desired d) {
      return new Desired(
          d.generation(),
          d.uid(),
          d.run(),
          d.expectProgress(),
          d.active(),
          d.candidate()
              .map(
                  c ->
                      new Candidate(
                          c.definition(),
                          c.id(),
                          c.attempt(),
                          c.deadline(),
                          c.terms(),
                          c.grant().map(g -> Grant.CUT_OVER))),
          d.attemptsEnded(),
          d.keep());
    }
  }

  /** What was prepared is not staged. */
  static class RepairNotWritten extends Protocol {
    @Override
    Step worker(SinkState state, SinkEvent event) {
      var step = super.worker(state, event);
      return new Step(
          step.state(),
          step.effects().stream()
              .filter(
                  e ->
                      !(e instanceof SinkEffect.InCutover(CutoverEffect effect)
                          && effect instanceof CutoverEffect.WriteRepair))
              .toList());
    }
  }

  /** What is staged is as of the snapshot, not brought up to the cutover timestamp. */
  static class RepairAsOfBefore extends Protocol {
    @Override
    long contentsAt(long timestamp) {
      return timestamp - 8;
    }
  }

  /** Nobody looks at the topic: it is taken to hold the old relation's keys. */
  static class RefreshOfOldKeys extends Protocol {
    @Override
    Map<Integer, String> held(Repair repair, Map<Integer, String> topic, Map<Integer, String> old) {
      return old;
    }
  }

  /** What the topic has with the same value is not written again. */
  static class RefreshOfChangesAlone extends Protocol {
    @Override
    boolean writesAll(Repair repair) {
      return false;
    }
  }

  /** A raised attempt does not refresh what flows. */
  static class NoRefreshOnDemand extends Protocol {
    @Override
    Steering operator(Steer steer) {
      var w = steer.wanted();
      boolean flows =
          steer
              .observed()
              .flatMap(Observed::record)
              .filter(
                  r -> r instanceof LiveRecord live && live.relation().name().equals(w.fromName()))
              .isPresent();
      return flows
          ? super.operator(
              new Steer(
                  steer.now(),
                  new Wanted(
                      w.sink(),
                      w.uid(),
                      w.run(),
                      w.fromName(),
                      w.from(),
                      w.spec(),
                      w.connections(),
                      w.policy().withTerms(w.policy().terms().withMode(Mode.FORWARD))),
                  steer.attempt(),
                  steer.assignment(),
                  steer.observed()))
          : super.operator(steer);
    }
  }

  /** A topic is taken to hold only what a new sink writes to it. */
  static class OlderRowsNotLookedFor extends Protocol {
    @Override
    boolean looksForOlderRows() {
      return false;
    }
  }

  /** Nobody asks whether the topic is known to equal the old relation. */
  static class ReconciledFromTheUnknown extends Protocol {
    @Override
    Step worker(SinkState state, SinkEvent event) {
      return super.worker(
          state.phase() instanceof Phase.Streaming p
              ? in(state, new Phase.Streaming(matching(p.record()), p.inFlight(), p.cutover()))
              : state,
          event);
    }
  }

  /** The topic is said to equal the new relation although only changes of it are written. */
  static class SaidToMatch extends Protocol {
    @Override
    Step worker(SinkState state, SinkEvent event) {
      var step = super.worker(state, event);
      boolean cutsOver =
          step.state().phase() instanceof Phase.Streaming p
              && p.cutover() instanceof CutoverState.CommitUnknown
              && !(state.phase() instanceof Phase.Streaming before
                  && before.cutover() instanceof CutoverState.CommitUnknown);
      if (!cutsOver || !(step.state().phase() instanceof Phase.Streaming p)) {
        return step;
      }
      var record = matching(p.inFlight().orElseThrow());
      return new Step(
          in(step.state(), new Phase.Streaming(p.record(), Optional.of(record), p.cutover())),
          List.of(new SinkEffect.Commit(record)));
    }
  }

  private static LiveRecord matching(LiveRecord r) {
    return new LiveRecord(
        r.frontier(),
        r.version(),
        r.relation(),
        r.upstream(),
        r.carried(),
        r.writer(),
        r.cutover(),
        r.attemptsEnded(),
        r.ended(),
        r.topic(),
        true,
        r.history());
  }

  /** Whatever a comparison finds is taken to be within the limits. */
  static class LimitsNotHeeded extends Protocol {
    @Override
    Step worker(SinkState state, SinkEvent event) {
      return event instanceof SinkEvent.InCutover(CutoverEvent.Compared e)
          ? super.worker(
              state,
              new SinkEvent.InCutover(
                  new CutoverEvent.Compared(e.id(), Given.preview(Given.counted(0)))))
          : super.worker(state, event);
    }
  }

  /**
   * A third relation is tried straight away, though it is complete only from beyond the timestamp
   * at which the active one is stuck.
   */
  static class ThirdNotThroughTheOld extends Protocol {
    @Override
    Steering operator(Steer steer) {
      return super.operator(
          new Steer(
              steer.now(),
              steer.wanted(),
              steer.attempt(),
              steer.assignment(),
              steer.observed().map(ThirdNotThroughTheOld::unstuck)));
    }

    private static Observed unstuck(Observed o) {
      var record =
          o.record()
              .map(
                  r ->
                      r instanceof LiveRecord live && live.isAtCutover()
                          ? live.withFrontier(
                              Frontier.at(new Timestamp(live.frontier().upper().bits() + 1)))
                          : r);
      return new Observed(
          o.incarnation(),
          o.acknowledgedGeneration(),
          o.activity(),
          record,
          o.upper(),
          o.cutover(),
          o.statistics(),
          o.error());
    }
  }

  /** The clock is not looked at. */
  static class DeadlineIgnored extends Protocol {
    @Override
    Step worker(SinkState state, SinkEvent event) {
      boolean inTry =
          event instanceof SinkEvent.Tick
              && state.phase() instanceof Phase.Streaming p
              && !(p.cutover() instanceof CutoverState.Idle);
      return inTry
          ? super.worker(state, new SinkEvent.Tick(Instant.EPOCH))
          : super.worker(state, event);
    }
  }

  /** Whoever drops slot and publication leaves the sessions of others alive. */
  static class SessionsOutliveTheDrop extends Protocol {
    @Override
    boolean endsSessionsBeforeDropping() {
      return false;
    }
  }

  /** Opening the stream takes out the table that a try is bringing in. */
  static class OpeningTakesTheCandidateOut extends Protocol {
    @Override
    Step worker(SinkState state, SinkEvent event) {
      var step = super.worker(state, event);
      return new Step(
          step.state(),
          step.effects().stream()
              .map(
                  e ->
                      e instanceof SinkEffect.OpenSource o
                          ? new SinkEffect.OpenSource(o.record(), o.definition(), Optional.empty())
                          : e)
              .toList());
    }
  }

  /** A deleted Sink's wishes are told from its successor's by their generation alone. */
  static class UidNotCompared extends Protocol {
    @Override
    Step worker(SinkState state, SinkEvent event) {
      return super.worker(
          state,
          event instanceof SinkEvent.Asked asked
                  && state.record().isPresent()
                  && state.record().get() instanceof LiveRecord record
              ? new SinkEvent.Asked(inTheNameOf(record.uid(), asked.desired()), asked.live())
              : event);
    }

    private static Desired inTheNameOf(String uid, Desired d) {
      return new Desired(
          d.generation(),
          uid,
          d.run(),
          d.expectProgress(),
          d.active(),
          d.candidate(),
          d.attemptsEnded(),
          d.keep());
    }
  }

  /** Who streams goes on with the sessions that it has, whatever connections are wanted. */
  static class ConnectionsNotTakenUp extends Protocol {
    @Override
    Step worker(SinkState state, SinkEvent event) {
      var step = super.worker(state, event);
      boolean begunAgain =
          event instanceof SinkEvent.Asked asked
              && asked.desired().run() == Run.RUNNING
              && state.phase() instanceof Phase.Streaming
              && step.state().phase() instanceof Phase.Peeking;
      return begunAgain ? new Step(in(step.state(), state.phase()), List.of()) : step;
    }
  }

  private static SinkState in(SinkState state, Phase phase) {
    return new SinkState(state.sink(), state.incarnation(), state.wanted(), state.yields(), phase);
  }
}
