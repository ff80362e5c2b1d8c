package dev.headgate.dataflow.cutover;

import dev.headgate.dataflow.cutover.Attempt.Fate;
import dev.headgate.dataflow.progress.DroppedRecord;
import dev.headgate.dataflow.progress.LiveRecord;
import dev.headgate.dataflow.progress.LiveRecord.Outcome;
import dev.headgate.dataflow.progress.ProgressRecord;
import dev.headgate.dataflow.relation.Relation;
import dev.headgate.dataflow.sink.Connections;
import dev.headgate.dataflow.sink.Definition;
import dev.headgate.dataflow.sink.Version;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * The operator's half of a cutover: whether to start, go on or give up. When and at which timestamp
 * is the worker's to decide, that it happened the record's to say. Pure. Any of the operator's
 * writes may be lost or come late: what follows is derived anew from what is found.
 *
 * @param now the time
 * @param wanted what the resource says
 * @param attempt the try that status remembers
 * @param assignment what was assigned last
 * @param observed what the worker says; empty if it cannot be asked
 */
public record Steer(
    Instant now,
    Wanted wanted,
    Optional<Attempt> attempt,
    Optional<Desired> assignment,
    Optional<Observed> observed) {

  /**
   * What to do next. A change of the try is remembered first, alone: what it asks for follows in
   * the next pass.
   */
  public Steering decide() {
    var remembered = live().map(this::attemptNow).orElse(attempt);
    if (!remembered.equals(attempt)) {
      return Steering.remembering(remembered);
    }
    return target().map(this::telling).orElseGet(() -> Steering.remembering(attempt));
  }

  /**
   * Whether nothing is left of a Sink that is being deleted, so that its resource may go: its own
   * record says so, or its worker has carried out just what was assigned last, or nothing was ever
   * assigned.
   */
  public boolean isReleased() {
    if (wanted.run() != Run.RELEASED) {
      return false;
    }
    boolean dropped =
        observed
            .flatMap(Observed::record)
            .filter(r -> r instanceof DroppedRecord d && d.leftovers().isEmpty())
            .filter(r -> r.uid().equals(wanted.uid()))
            .isPresent();
    return dropped || assignment.map(this::isCarriedOut).orElse(true);
  }

  private boolean isCarriedOut(Desired assigned) {
    return assigned.run() == Run.RELEASED
        && assigned.uid().equals(wanted.uid())
        && observed
            .filter(o -> o.activity() == Observed.Activity.RELEASED)
            .filter(o -> o.acknowledgedGeneration() == assigned.generation())
            .isPresent();
  }

  private Optional<Attempt> attemptNow(LiveRecord record) {
    return attempt.isPresent() && attempt.get().isUnsettled()
        ? settled(attempt.get(), record)
        : begun(record);
  }

  private Optional<Attempt> settled(Attempt a, LiveRecord record) {
    int passed = record.version().compareTo(a.leaving());
    if (passed > 0) {
      return afterNoReturn(a, record);
    }
    boolean over = passed == 0 && record.attemptsEnded() > a.ordinal();
    if (over) {
      return endedAs(a, record);
    }
    boolean goesOn = isStillWanted(a, record) && !mustGoBackFirst(a, record);
    return Optional.of(goesOn ? waitingFor(a) : a.with(new Fate.Withdrawn()));
  }

  /** The clock stops when the worker begins to wait for a person, and goes on once one has come. */
  private Attempt waitingFor(Attempt a) {
    if (mayCutOver(a)) {
      return a.awaiting().isPresent() ? a.promotedAt(now) : a;
    }
    return awaitsPromotion(a) && a.awaiting().isEmpty() ? a.awaitingSince(now) : a;
  }

  private boolean awaitsPromotion(Attempt a) {
    return observed
        .flatMap(Observed::cutover)
        .filter(c -> c.id().equals(a.id()) && c.step() == CutoverStep.AWAITING_PROMOTION)
        .isPresent();
  }

  /**
   * The try is remembered until the new relation has moved on, but only while it is still wanted:
   * the way back from one that cannot move on begins where it stands.
   */
  private Optional<Attempt> afterNoReturn(Attempt a, LiveRecord record) {
    boolean its = record.cutover().filter(ref -> ref.id().equals(a.id().value())).isPresent();
    if (!its) {
      return Optional.empty(); // another try led on: this one never counted
    }
    var at = record.history().getLast().at();
    boolean over = record.frontier().isPast(at) || !isStillWanted(a, record);
    return Optional.of(over ? a.with(new Fate.Completed(at, now)) : a);
  }

  private static Optional<Attempt> endedAs(Attempt a, LiveRecord record) {
    return record
        .ended()
        .filter(e -> e.id().equals(a.id().value()))
        .map(e -> a.with(new Fate.Ended(e.outcome(), e.message())))
        .or(
            () ->
                a.fate() instanceof Fate.Withdrawn
                    ? Optional.of(a.with(new Fate.Ended(Outcome.ABORTED, "withdrawn")))
                    : Optional.empty()); // begun on an old observation: it was never tried
  }

  private boolean isStillWanted(Attempt a, LiveRecord record) {
    return a.fate() instanceof Fate.UnderWay
        && wanted.run() == Run.RUNNING
        && wanted.policy().attempt() == a.attempt()
        && (a.onTheWayTo().isPresent() ? leadsBackStill(record) : leadsToWhatIsWanted(a));
  }

  private boolean leadsToWhatIsWanted(Attempt a) {
    return wanted.fromName().equals(a.to().name())
        && wanted.from().filter(from -> !from.relation().equals(a.to())).isEmpty();
  }

  /** It leads back from a relation that cannot write, whatever else is wanted now. */
  private boolean leadsBackStill(LiveRecord record) {
    return !wanted.fromName().equals(record.relation().name());
  }

  private boolean mustGoBackFirst(Attempt a, LiveRecord record) {
    return a.onTheWayTo().isEmpty()
        && wanted.from().flatMap(from -> wayBack(from.relation(), record)).isPresent();
  }

  /**
   * What must flow again before {@code from} can: where the active relation wrote nothing, the
   * frontier stays at the cutover timestamp, and a relation whose changes are complete only from a
   * later one on would never be reached, but by a refresh. Where the table that flowed before was
   * lost meanwhile, there is no way back either.
   */
  private Optional<Relation> wayBack(Relation from, LiveRecord record) {
    boolean stuck =
        record.isAtCutover()
            && wanted.policy().terms().mode() != Mode.REFRESH
            && observed.filter(o -> o.activity() == Observed.Activity.STALLED).isPresent();
    return stuck && !isCarriedInTime(from, record)
        ? record
            .cutover()
            .map(LiveRecord.CutoverRef::from)
            .filter(old -> isCarriedInTime(old, record))
        : Optional.empty();
  }

  private static boolean isCarriedInTime(Relation from, LiveRecord record) {
    var since = record.carried().get(from.oid());
    return since != null && record.frontier().hasReached(since);
  }

  private Optional<Attempt> begun(LiveRecord record) {
    var from = wanted.from().map(Wanted.From::relation);
    if (from.isEmpty() || wanted.run() != Run.RUNNING) {
      return attempt;
    }
    if (from.get().equals(record.relation()) && !isToBeRefreshed(record)) {
      // Put back after a failure: the next change of spec.from is a new try, whatever it names.
      return attempt.filter(a -> !a.failed());
    }
    var back = wayBack(from.get(), record);
    var next = back.orElse(from.get());
    if (attempt.filter(a -> a.forbids(wanted, next, record.version())).isPresent()) {
      return attempt;
    }
    boolean leaps = wanted.policy().terms().mode() == Mode.REFRESH;
    if (!leaps && back.isEmpty() && record.isAtCutover() && !isCarriedInTime(from.get(), record)) {
      return attempt; // nothing can follow until the active relation has written something
    }
    return Optional.of(begin(record, next, back.map(relation -> from.get().name())));
  }

  /** With {@code attempt} raised, what flows is written once more, all of it. */
  private boolean isToBeRefreshed(LiveRecord record) {
    int last = record.cutover().map(LiveRecord.CutoverRef::attempt).orElse(0);
    return wanted.policy().terms().mode() == Mode.REFRESH && wanted.policy().attempt() > last;
  }

  private Attempt begin(LiveRecord record, Relation to, Optional<String> onTheWayTo) {
    return new Attempt(
        CutoverId.of(wanted.sink(), record, to, wanted.policy().attempt()),
        to,
        wanted.policy().attempt(),
        record.version(),
        record.attemptsEnded(),
        now,
        wanted.policy().timeout().map(now::plus),
        onTheWayTo,
        Optional.empty(),
        new Fate.UnderWay());
  }

  /** What is to be assigned, whatever its generation. */
  private Optional<Desired> target() {
    Optional<ProgressRecord> record = observed.flatMap(Observed::record);
    if (record.isPresent()) {
      return switch (record.get()) {
        case LiveRecord live -> Optional.of(desired(true, active(live.version(), live.relation())));
        case DroppedRecord dropped when dropped.uid().equals(wanted.uid()) -> sameActive();
        case DroppedRecord dropped ->
            wanted
                .from()
                .map(from -> desired(false, fresh(dropped.version().next(), from)))
                .or(this::sameActive);
      };
    }
    return unmade()
        .or(this::sameActive)
        .or(() -> wanted.from().map(from -> desired(false, fresh(Version.FIRST, from))));
  }

  /**
   * While the worker knows no record, the version that is to be made follows {@code spec.from}:
   * perhaps it cannot be made as it was asked for. If it was made all the same, the record says so,
   * and this assignment admits nobody to it.
   */
  private Optional<Desired> unmade() {
    return assignment
        .filter(a -> observed.isPresent() && !a.expectProgress() && wanted.run() == Run.RUNNING)
        .flatMap(a -> wanted.from().map(from -> desired(false, fresh(a.active().version(), from))));
  }

  private Optional<Desired> sameActive() {
    return assignment.map(
        a -> desired(a.expectProgress(), active(a.active().version(), a.active().relation())));
  }

  /** What flows already. */
  private Definition active(Version version, Relation relation) {
    return new Definition(version, relation, wanted.spec(), wanted.connections());
  }

  /** What is to flow. */
  private Definition fresh(Version version, Wanted.From from) {
    return new Definition(version, from.relation(), wanted.spec(), from.connections());
  }

  private Desired desired(boolean expectProgress, Definition active) {
    return new Desired(
        assignment.map(Desired::generation).orElse(0L),
        wanted.uid(),
        wanted.run(),
        expectProgress,
        active,
        candidate(active),
        attemptsEnded(active),
        keep(active));
  }

  /**
   * Within the rollback window the table of what flowed before stays, and it must be known to stay
   * before the cutover happens. While the record is not known, what was said before is repeated.
   */
  private Set<Long> keep(Definition active) {
    var window = wanted.policy().rollbackWindow();
    if (attempt.isEmpty() || window.isZero()) {
      return Set.of();
    }
    if (live().isEmpty()) {
      return assignment.map(Desired::keep).orElse(Set.of());
    }
    boolean ahead = attempt.get().leaving().equals(active.version());
    return switch (attempt.get().fate()) {
      case Fate.UnderWay f -> ahead ? Set.of(active.relation().oid()) : left();
      case Fate.Withdrawn f -> ahead ? Set.of() : left();
      case Fate.Completed f -> now.isBefore(f.when().plus(window)) ? left() : Set.of();
      case Fate.Ended f -> Set.of();
    };
  }

  /** The table that the last cutover left. */
  private Set<Long> left() {
    return live()
        .flatMap(LiveRecord::cutover)
        .map(ref -> Set.of(ref.from().oid()))
        .orElse(Set.of());
  }

  private Optional<Candidate> candidate(Definition active) {
    return attempt
        .filter(a -> a.fate() instanceof Fate.UnderWay && a.leaving().equals(active.version()))
        .map(
            a ->
                new Candidate(
                    candidateDefinition(a),
                    a.id(),
                    a.attempt(),
                    a.runningOut(),
                    terms(a),
                    Optional.of(grant(a))));
  }

  /** What is to be made equal is the relation that is wanted, not one on the way to it. */
  private Terms terms(Attempt a) {
    var terms = wanted.policy().terms();
    return a.onTheWayTo().isPresent() ? terms.withMode(Mode.FORWARD) : terms;
  }

  private Grant grant(Attempt a) {
    return mayCutOver(a) ? Grant.CUT_OVER : Grant.PREPARE;
  }

  /** What flowed before may flow again without a person's word. */
  private boolean mayCutOver(Attempt a) {
    return a.onTheWayTo().isPresent() || wanted.policy().promotion().admits(a.id());
  }

  private Definition candidateDefinition(Attempt a) {
    var connections =
        wanted.from().filter(from -> from.relation().equals(a.to())).map(Wanted.From::connections);
    return new Definition(
        a.leaving().next(),
        a.to(),
        wanted.spec(),
        connections.orElseGet(() -> assignedConnections(a).orElse(wanted.connections())));
  }

  /** While the relation does not resolve, its try goes on as it was begun. */
  private Optional<Connections> assignedConnections(Attempt a) {
    return assignment
        .flatMap(Desired::candidate)
        .filter(c -> c.id().equals(a.id()))
        .map(c -> c.definition().connections());
  }

  /**
   * Never less than was said before of the same version, so that no message of an ended try fits
   * again.
   */
  private int attemptsEnded(Definition active) {
    int said =
        assignment
            .filter(a -> a.active().version().equals(active.version()))
            .map(Desired::attemptsEnded)
            .orElse(0);
    int over =
        attempt
            .filter(a -> a.fate() instanceof Fate.Withdrawn)
            .filter(a -> a.leaving().equals(active.version()))
            .map(a -> a.ordinal() + 1)
            .orElse(0);
    return Math.max(said, over);
  }

  private Steering telling(Desired target) {
    long known = observed.map(Observed::acknowledgedGeneration).orElse(0L);
    long said = assignment.map(Desired::generation).orElse(0L);
    boolean same = assignment.filter(target.withoutGrant()::equals).isPresent();
    if (same && known <= said && !isOfElder(said)) {
      return new Steering(attempt, Optional.empty(), mustHear(target).map(o -> target));
    }
    var raised = target.withGeneration(Math.max(said, known) + 1);
    return new Steering(attempt, Optional.of(raised.withoutGrant()), observed.map(o -> raised));
  }

  /**
   * Whether the worker does not know all of {@code target}: a grant it was given before it started
   * anew is gone, before the sink is made its generation may be that of an elder Sink's file, and
   * the generation of its record hides that it started from an older file.
   */
  private Optional<Observed> mustHear(Desired target) {
    return observed.filter(
        o ->
            o.acknowledgedGeneration() < target.generation()
                || o.activity() == Observed.Activity.WAITING
                || !does(o, target.run())
                || live().isEmpty()
                || target.candidate().filter(c -> !knows(o, c)).isPresent());
  }

  private static boolean does(Observed o, Run run) {
    return switch (run) {
      case RUNNING -> o.activity() != Observed.Activity.PAUSED;
      case PAUSED -> o.activity() == Observed.Activity.PAUSED;
      case RELEASED ->
          o.activity() == Observed.Activity.RELEASING || o.activity() == Observed.Activity.RELEASED;
    };
  }

  private static boolean knows(Observed o, Candidate candidate) {
    return o.cutover()
        .filter(c -> c.id().equals(candidate.id()))
        .filter(
            c ->
                c.grant().equals(candidate.grant())
                    || c.step() == CutoverStep.COMMIT_UNKNOWN
                    || c.step() == CutoverStep.VERIFYING
                    || c.step() == CutoverStep.ENDING)
        .isPresent();
  }

  /**
   * Whether the record was written for another resource, at a generation that this one must exceed.
   */
  private boolean isOfElder(long said) {
    return live()
        .filter(r -> !r.uid().equals(wanted.uid()) && r.writer().generation() >= said)
        .isPresent();
  }

  private Optional<LiveRecord> live() {
    return observed
        .flatMap(Observed::record)
        .filter(LiveRecord.class::isInstance)
        .map(LiveRecord.class::cast);
  }
}
