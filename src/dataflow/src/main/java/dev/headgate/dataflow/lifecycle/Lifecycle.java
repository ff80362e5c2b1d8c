package dev.headgate.dataflow.lifecycle;

import static dev.headgate.dataflow.lifecycle.Step.to;

import dev.headgate.dataflow.cutover.Cutover;
import dev.headgate.dataflow.cutover.CutoverEffect;
import dev.headgate.dataflow.cutover.CutoverEvent;
import dev.headgate.dataflow.cutover.CutoverState;
import dev.headgate.dataflow.cutover.Desired;
import dev.headgate.dataflow.cutover.Run;
import dev.headgate.dataflow.cutover.Transition;
import dev.headgate.dataflow.lifecycle.Phase.Claiming;
import dev.headgate.dataflow.lifecycle.Phase.Clearing;
import dev.headgate.dataflow.lifecycle.Phase.CommittingFirst;
import dev.headgate.dataflow.lifecycle.Phase.Dropping;
import dev.headgate.dataflow.lifecycle.Phase.Fencing;
import dev.headgate.dataflow.lifecycle.Phase.Founding;
import dev.headgate.dataflow.lifecycle.Phase.LastKnown;
import dev.headgate.dataflow.lifecycle.Phase.Making;
import dev.headgate.dataflow.lifecycle.Phase.Opening;
import dev.headgate.dataflow.lifecycle.Phase.Paused;
import dev.headgate.dataflow.lifecycle.Phase.Peeking;
import dev.headgate.dataflow.lifecycle.Phase.Reading;
import dev.headgate.dataflow.lifecycle.Phase.Released;
import dev.headgate.dataflow.lifecycle.Phase.Retrying;
import dev.headgate.dataflow.lifecycle.Phase.Stalled;
import dev.headgate.dataflow.lifecycle.Phase.Streaming;
import dev.headgate.dataflow.lifecycle.Phase.Taking;
import dev.headgate.dataflow.lifecycle.Phase.Undoing;
import dev.headgate.dataflow.lifecycle.Phase.Waiting;
import dev.headgate.dataflow.progress.DroppedRecord;
import dev.headgate.dataflow.progress.LiveRecord;
import dev.headgate.dataflow.progress.LiveRecord.Upstream;
import dev.headgate.dataflow.progress.ProgressRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A sink in its process, one method an event. Pure: effects are returned, never done. Whatever
 * fails leads back to the beginning: fence, read the record, go on from what it says.
 */
public final class Lifecycle {

  /**
   * How long after a failure all begins again. Long enough for a process that fences this one to
   * write its name.
   */
  static final Duration RETRY_AFTER = Duration.ofSeconds(2);

  private static final String TAKEN_OVER = "another process has taken the sink over";

  private Lifecycle() {}

  /**
   * The state after {@code event}, and what to do.
   *
   * @throws IllegalStateException if the event answers nothing that was asked in this state
   */
  public static Step on(SinkState s, SinkEvent event) {
    return switch (event) {
      case SinkEvent.Asked e -> asked(s, e);
      case SinkEvent.Tick e -> tick(s, e.now());
      case SinkEvent.Peeked e -> peeked(s, e.record());
      case SinkEvent.Fenced e -> reading(s, phase(s, Fencing.class).last());
      case SinkEvent.RecordRead e -> recordRead(expecting(s, Reading.class), e.record());
      case SinkEvent.Founded e -> claiming(expecting(s, Founding.class), e.first(), true);
      case SinkEvent.SourceTaken e -> sourceTaken(s, e.record());
      case SinkEvent.SourceMade e -> sourceMade(s, e);
      case SinkEvent.SourceOpened e -> sourceOpened(s, e.timeline());
      case SinkEvent.Boundary e -> boundary(s, e);
      case SinkEvent.Committed e -> committed(s, e);
      case SinkEvent.RelationStuck e -> relationStuck(s, e);
      case SinkEvent.UpstreamDropped e -> upstreamDropped(s);
      case SinkEvent.InCutover e -> inCutover(s, e.event());
      case SinkEvent.Lost e -> lost(s, e.problem(), e.now());
      case SinkEvent.FencedOut e -> lost(s.yielding(true), TAKEN_OVER, e.now());
    };
  }

  /** Whether a message of that generation comes too late. The sender is told the current one. */
  public static boolean isOutdated(SinkState s, long generation) {
    return generation < s.acknowledgedGeneration();
  }

  private static Step asked(SinkState s, SinkEvent.Asked e) {
    boolean heeded = e.live() ? !isOutdated(s, e.desired().generation()) : s.wanted().isEmpty();
    if (!heeded) {
      return to(s);
    }
    var asked = s.wanting(e.live() ? e.desired() : e.desired().withoutGrant());
    if (isOfAnotherSink(s, e.desired())) {
      return askedForAnotherSink(s, asked);
    }
    return askedAgain(s, asked);
  }

  private static boolean isOfAnotherSink(SinkState s, Desired desired) {
    return s.wanted().filter(w -> !w.uid().equals(desired.uid())).isPresent();
  }

  /**
   * What another resource of the name wants must not be written under a record that was read for
   * this one: it is admitted by the record in hand, or by one that is read now.
   */
  private static Step askedForAnotherSink(SinkState s, SinkState asked) {
    return switch (s.phase()) {
      case Taking p -> admitted(s, asked, p.record());
      case Undoing p -> admitted(s, asked, p.record());
      case Making p -> admitted(s, asked, p.record());
      case Opening p -> admitted(s, asked, p.record());
      case Streaming p -> admitted(s, asked, p.record());
      case Stalled p -> admitted(s, asked, p.record());
      case Founding p -> peeking(asked, LastKnown.NOTHING).after(new SinkEffect.Close());
      case Claiming p -> peeking(asked, LastKnown.NOTHING).after(new SinkEffect.Close());
      case CommittingFirst p -> peeking(asked, LastKnown.NOTHING).after(new SinkEffect.Close());
      default -> askedAgain(s, asked);
    };
  }

  private static Step admitted(SinkState s, SinkState asked, LiveRecord record) {
    return Admission.of(asked.wanted().orElseThrow(), Optional.of(record)) instanceof Admission.Wait
        ? to(s)
        : askedAgain(s, asked);
  }

  private static Step askedAgain(SinkState before, SinkState asked) {
    return asked.isReachedAs(before) ? askedMore(asked) : askedToReachOtherwise(asked);
  }

  /**
   * What is open was opened with connections and settings that are no longer wanted, or failed to
   * open with them. All begins again with those of now, as after a failure, so nothing is lost: the
   * outcome of a commit under way is read, and a try goes on from the record.
   */
  private static Step askedToReachOtherwise(SinkState asked) {
    return switch (asked.phase()) {
      case Waiting p -> askedMore(asked);
      case Paused p -> askedMore(asked);
      case Released p -> askedMore(asked);
      // It was told to go on just now, so there is nobody to wait for.
      case Retrying p -> peeking(asked.yielding(false), p.last());
      default -> peeking(asked, lastKnown(asked)).after(new SinkEffect.Close());
    };
  }

  private static Step askedMore(SinkState asked) {
    return switch (asked.phase()) {
      case Waiting p -> peeking(asked.yielding(false), new LastKnown(p.seen(), Optional.empty()));
      case Retrying p -> to(asked.yielding(false));
      case Streaming p -> stoppedOr(asked, inCutover(asked, new CutoverEvent.Asked()));
      case Stalled p -> stoppedOr(asked, inCutover(asked, new CutoverEvent.Asked()));
      case Paused p when asked.wanted().orElseThrow().run() != Run.PAUSED ->
          peeking(asked.yielding(false), new LastKnown(p.seen(), Optional.empty()));
      case Paused p -> to(asked);
      case Opening p -> inCutover(asked, new CutoverEvent.Asked());
      case Peeking p -> to(asked);
      case Fencing p -> to(asked);
      case Reading p -> to(asked);
      case Founding p -> to(asked);
      case Claiming p -> to(asked);
      case Taking p -> to(asked);
      case Undoing p -> to(asked);
      case Making p -> to(asked);
      case CommittingFirst p -> to(asked);
      case Dropping p -> to(asked);
      case Clearing p -> to(asked);
      // Another Sink of the name has come; what the record allows it is decided as at a start.
      case Released p when asked.wanted().orElseThrow().run() != Run.RELEASED ->
          peeking(asked.yielding(false), new LastKnown(p.record(), Optional.empty()));
      case Released p -> to(asked);
    };
  }

  private static Step tick(SinkState s, Instant now) {
    return switch (s.phase()) {
      case Retrying p when !now.isBefore(p.at()) -> peeking(s, p.last());
      // To be opened it would need the stream that what is prepared is recorded from.
      case Stalled p when p.cutover() instanceof CutoverState.Repairing ->
          inCutover(s, new CutoverEvent.Tick(now));
      case Stalled p when p.inFlight().isEmpty() && !now.isBefore(p.retryAt()) ->
          opening(s, p.record(), Optional.of(p.cutover()));
      default -> inCutover(s, new CutoverEvent.Tick(now));
    };
  }

  private static Step peeking(SinkState s, LastKnown last) {
    return to(s.in(new Peeking(last)), new SinkEffect.Peek());
  }

  private static Step peeked(SinkState s, Optional<ProgressRecord> found) {
    var p = phase(s, Peeking.class);
    if (s.yields() && found.filter(r -> isOfOther(s, r)).isPresent()) {
      return to(s.in(new Waiting(found, TAKEN_OVER)));
    }
    var wanted = s.wanted().orElseThrow();
    if (Admission.of(wanted, found) instanceof Admission.Wait wait) {
      return to(s.in(new Waiting(wait.seen(), wait.reason())));
    }
    return wanted.run() == Run.PAUSED && !mustEndATry(wanted, found)
        ? to(s.in(new Paused(found)), new SinkEffect.Close())
        : to(s.in(new Fencing(p.last())), new SinkEffect.Fence());
  }

  /** That a try is over must be in the record before anybody relies on it; only then it pauses. */
  private static boolean mustEndATry(Desired wanted, Optional<ProgressRecord> found) {
    return found
        .filter(
            r ->
                r instanceof LiveRecord live
                    && live.version().equals(wanted.active().version())
                    && live.attemptsEnded() < wanted.attemptsEnded())
        .isPresent();
  }

  private static boolean isOfOther(SinkState s, ProgressRecord record) {
    return !(record instanceof LiveRecord live
        && live.writer().incarnation().equals(s.incarnation()));
  }

  private static Step reading(SinkState s, LastKnown last) {
    return to(s.in(new Reading(last)), new SinkEffect.ReadRecord());
  }

  private static Step recordRead(SinkState s, Optional<ProgressRecord> found) {
    var wanted = s.wanted().orElseThrow();
    return switch (Admission.of(wanted, found)) {
      case Admission.GoOn a -> claiming(s, a.record(), false);
      case Admission.Create a -> to(s.in(new Founding()), new SinkEffect.Found(wanted.active()));
      case Admission.ClearLeftovers a -> clearing(s, a.record());
      case Admission.Drop a ->
          dropping(
              s,
              new DroppedRecord(
                  a.record().version(), wanted.uid(), Optional.of(a.record().upstream())));
      case Admission.NothingToRelease a ->
          to(s.in(new Released(a.record())), new SinkEffect.Close());
      case Admission.Wait a -> to(s.in(new Waiting(a.seen(), a.reason())), new SinkEffect.Close());
    };
  }

  private static Step claiming(SinkState s, LiveRecord record, boolean fresh) {
    var mine = record.withWriter(s.writer());
    return to(s.in(new Claiming(mine, fresh)), new SinkEffect.Commit(mine));
  }

  private static Step dropping(SinkState s, DroppedRecord record) {
    return to(s.in(new Dropping(record)), new SinkEffect.Commit(record));
  }

  private static Step clearing(SinkState s, DroppedRecord record) {
    return to(s.in(new Clearing(record)), drop(s, record.leftovers().orElseThrow()));
  }

  private static SinkEffect drop(SinkState s, Upstream upstream) {
    return new SinkEffect.DropUpstream(upstream, s.wanted().orElseThrow().active());
  }

  private static Step upstreamDropped(SinkState s) {
    return switch (s.phase()) {
      case Clearing p ->
          dropping(s, new DroppedRecord(p.record().version(), p.record().uid(), Optional.empty()));
      case Undoing p -> to(s.in(new Founding()), new SinkEffect.Found(s.shownBy(p.record())));
      default -> throw unexpected(s, new SinkEvent.UpstreamDropped());
    };
  }

  private static Step sourceTaken(SinkState s, Optional<ProgressRecord> found) {
    var p = phase(s, Taking.class);
    if (found.filter(r -> isOfOther(s, r)).isPresent()) {
      return to(s.in(new Waiting(found, TAKEN_OVER)), new SinkEffect.Close());
    }
    if (p.record().isFounded()) {
      return opening(s, p.record(), Optional.empty());
    }
    return p.fresh()
        ? to(
            s.in(new Making(p.record())),
            new SinkEffect.MakeSource(p.record(), s.shownBy(p.record())))
        : to(s.in(new Undoing(p.record())), drop(s, p.record().upstream()));
  }

  private static Step sourceMade(SinkState s, SinkEvent.SourceMade e) {
    var record = phase(s, Making.class).record();
    var first =
        record.founded(e.since(), e.matches()).beginningAt(e.offsets()).withWriter(s.writer());
    return to(s.in(new CommittingFirst(first)), new SinkEffect.Commit(first));
  }

  private static Step opening(SinkState s, LiveRecord record, Optional<CutoverState> cutover) {
    return to(
        s.in(new Opening(record, cutover)),
        new SinkEffect.OpenSource(
            record, s.shownBy(record), cutover.flatMap(CutoverState::bringingIn)));
  }

  private static Step sourceOpened(SinkState s, int timeline) {
    var p = phase(s, Opening.class);
    var record = p.record().withTimeline(timeline);
    var transition = resumed(s, record, p.cutover());
    var streaming = s.in(new Streaming(record, Optional.empty(), transition.state()));
    return stoppedOr(streaming, to(streaming, inCutover(transition.effects())))
        .after(new SinkEffect.Acknowledge(record.frontier().upper()));
  }

  /** A try that went on meanwhile, or what follows from the record. */
  private static Transition resumed(
      SinkState s, LiveRecord record, Optional<CutoverState> meanwhile) {
    return meanwhile
        .map(c -> new Transition(c, List.of()))
        .orElseGet(cutover(s, record, true)::resume);
  }

  private static Step boundary(SinkState s, SinkEvent.Boundary e) {
    var record =
        switch (s.phase()) {
          case Streaming p when p.inFlight().isEmpty() -> p.record();
          case Stalled p when p.inFlight().isEmpty() -> p.record();
          default -> throw unexpected(s, e);
        };
    if (e.frontier().isBefore(record.frontier())) {
      throw new IllegalStateException(
          "the frontier went back from %s to %s".formatted(record.frontier(), e.frontier()));
    }
    var lost = lost(record, e);
    var told = tellLost(s, lost);
    var next = record.withFrontier(e.frontier()).withWriter(s.writer()).notCarrying(lost.keySet());
    if (e.skipped()) {
      next = next.notMatching();
    }
    boolean due = e.due() || !lost.isEmpty();
    return inCutover(told.state(), new CutoverEvent.Boundary(next, due, e.caughtUp(), e.repair()))
        .after(told.effects());
  }

  private static Map<Long, String> lost(LiveRecord record, SinkEvent.Boundary e) {
    var lost = new TreeMap<>(e.lost());
    lost.keySet().retainAll(record.carried().keySet());
    lost.remove(record.relation().oid());
    return lost;
  }

  /**
   * A try whose table was lost ends first. What is lost is then taken out of the record, whoever it
   * was for: should the table come back, its changes in between are missing, so it is waited for
   * anew.
   */
  private static Step tellLost(SinkState s, Map<Long, String> lost) {
    var told = to(s);
    for (var table : lost.entrySet()) {
      var event = new CutoverEvent.TableLost(table.getKey(), table.getValue());
      told = inCutover(told.state(), event).after(told.effects());
    }
    return told;
  }

  private static Step committed(SinkState s, SinkEvent.Committed e) {
    return switch (s.phase()) {
      case Claiming p ->
          to(
              s.yielding(true).in(new Taking(p.next(), p.fresh())),
              new SinkEffect.TakeSource(s.shownBy(p.next())));
      case CommittingFirst p -> opening(s, p.next(), Optional.empty());
      case Streaming p when p.inFlight().isPresent() -> {
        var record = e.written().orElseGet(p.inFlight()::get);
        var now = s.in(new Streaming(record, Optional.empty(), p.cutover()));
        var step = inCutover(now, new CutoverEvent.Committed(p.record()));
        yield (isUnregistered(p.cutover()) ? openedAgain(step, record) : stoppedOr(now, step))
            .after(new SinkEffect.Acknowledge(record.frontier().upper()));
      }
      case Stalled p when p.inFlight().isPresent() ->
          committedStalled(s, p, e.written().orElseGet(p.inFlight()::get));
      case Dropping p when p.next().leftovers().isPresent() -> clearing(s, p.next());
      case Dropping p when s.wanted().orElseThrow().run() == Run.RELEASED ->
          to(s.in(new Released(Optional.of(p.next()))), new SinkEffect.Close());
      case Dropping p -> reading(s, LastKnown.NOTHING);
      default -> throw unexpected(s, e);
    };
  }

  private static boolean isUnregistered(CutoverState cutover) {
    return cutover instanceof CutoverState.CommitUnknown c && !c.registered();
  }

  /** What was cut over to cannot be written yet; whether it can shows when the stream is opened. */
  private static Step openedAgain(Step step, LiveRecord record) {
    var cutover = step.state().cutover();
    var effects = new ArrayList<SinkEffect>();
    effects.add(new SinkEffect.StopStream());
    effects.addAll(step.effects());
    var reopened = opening(step.state(), record, cutover);
    effects.addAll(reopened.effects());
    return new Step(reopened.state(), effects);
  }

  /** A stalled sink that was cut over has something new to read. */
  private static Step committedStalled(SinkState s, Stalled p, LiveRecord record) {
    var now = s.in(new Stalled(record, Optional.empty(), p.cutover(), p.problem(), p.retryAt()));
    var step = inCutover(now, new CutoverEvent.Committed(p.record()));
    if (record.version().equals(p.record().version())) {
      return stoppedOr(now, step);
    }
    var reopened = opening(step.state(), record, step.state().cutover());
    var effects = new ArrayList<>(step.effects());
    effects.addAll(reopened.effects());
    return new Step(reopened.state(), effects);
  }

  private static Step relationStuck(SinkState s, SinkEvent.RelationStuck e) {
    return switch (s.phase()) {
      case Streaming p when p.inFlight().isEmpty() ->
          stalled(s, p.record(), new Transition(p.cutover(), List.of()), e);
      case Opening p -> stalled(s, p.record(), resumed(s, p.record(), p.cutover()), e);
      default -> throw unexpected(s, e);
    };
  }

  private static Step stalled(
      SinkState s, LiveRecord record, Transition cutover, SinkEvent.RelationStuck e) {
    var retryAt = e.now().plus(RETRY_AFTER);
    var stalled =
        s.in(new Stalled(record, Optional.empty(), cutover.state(), e.problem(), retryAt));
    return stoppedOr(stalled, to(stalled, inCutover(cutover.effects())))
        .after(new SinkEffect.StopStream());
  }

  /**
   * A try goes on while a sink streams, is stalled, or is opened again; otherwise there is none.
   */
  private static Step inCutover(SinkState s, CutoverEvent event) {
    return switch (s.phase()) {
      case Streaming p -> {
        var t = cutover(s, p.record(), true).on(p.cutover(), event);
        yield to(
            s.in(new Streaming(p.record(), commitOf(t).or(p::inFlight), t.state())),
            inCutover(t.effects()));
      }
      case Stalled p -> {
        var t = cutover(s, p.record(), false).on(p.cutover(), event);
        yield to(
            s.in(
                new Stalled(
                    p.record(), commitOf(t).or(p::inFlight), t.state(), p.problem(), p.retryAt())),
            inCutover(t.effects()));
      }
      case Opening p when p.cutover().isPresent() -> {
        var t = cutover(s, p.record(), true).on(p.cutover().get(), event);
        yield to(s.in(new Opening(p.record(), Optional.of(t.state()))), inCutover(t.effects()));
      }
      default -> to(s);
    };
  }

  private static Cutover cutover(SinkState s, LiveRecord record, boolean flows) {
    return new Cutover(s.sink(), s.wanted().orElseThrow(), record, flows);
  }

  private static Optional<LiveRecord> commitOf(Transition t) {
    return t.effects().stream()
        .filter(CutoverEffect.Commit.class::isInstance)
        .map(e -> ((CutoverEffect.Commit) e).record())
        .findFirst();
  }

  private static SinkEffect[] inCutover(List<CutoverEffect> effects) {
    return effects.stream()
        .map(
            e ->
                e instanceof CutoverEffect.Commit c
                    ? new SinkEffect.Commit(c.record())
                    : new SinkEffect.InCutover(e))
        .toArray(SinkEffect[]::new);
  }

  /**
   * Turns to releasing or pausing if that is wanted and no commit is under way; otherwise {@code
   * step}. To release, a try need not end; to pause, it ends first, and that in the record.
   */
  private static Step stoppedOr(SinkState s, Step step) {
    return switch (s.wanted().orElseThrow().run()) {
      case RUNNING -> step;
      case RELEASED -> isQuiet(s) ? peeking(s, lastKnown(s)).after(new SinkEffect.Close()) : step;
      case PAUSED -> {
        var next = step.state();
        yield isQuiet(next) && isBetweenTries(next)
            ? to(next.in(new Paused(next.record())), new SinkEffect.Close())
            : step;
      }
    };
  }

  private static boolean isQuiet(SinkState s) {
    return switch (s.phase()) {
      case Streaming p -> p.inFlight().isEmpty();
      case Stalled p -> p.inFlight().isEmpty();
      default -> false;
    };
  }

  private static boolean isBetweenTries(SinkState s) {
    return s.cutover()
        .filter(c -> c instanceof CutoverState.Idle || c instanceof CutoverState.Verifying)
        .isPresent();
  }

  private static Step lost(SinkState s, String problem, Instant now) {
    var at = now.plus(RETRY_AFTER);
    return switch (s.phase()) {
      case Waiting p -> to(s);
      case Paused p -> to(s);
      case Released p -> to(s);
      case Retrying p -> to(s);
      default -> to(s.in(new Retrying(lastKnown(s), problem, at)), new SinkEffect.Close());
    };
  }

  private static LastKnown lastKnown(SinkState s) {
    return new LastKnown(s.record(), s.cutover());
  }

  private static SinkState expecting(SinkState s, Class<? extends Phase> expected) {
    phase(s, expected);
    return s;
  }

  private static <P extends Phase> P phase(SinkState s, Class<P> expected) {
    if (!expected.isInstance(s.phase())) {
      throw new IllegalStateException(
          "an answer came for %s in %s".formatted(expected.getSimpleName(), s.phase()));
    }
    return expected.cast(s.phase());
  }

  private static IllegalStateException unexpected(SinkState s, SinkEvent event) {
    return new IllegalStateException("%s in %s".formatted(event, s.phase()));
  }
}
