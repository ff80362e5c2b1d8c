package dev.headgate.dataflow.cutover;

import static dev.headgate.dataflow.cutover.Given.DEADLINE;
import static dev.headgate.dataflow.cutover.Given.NEW;
import static dev.headgate.dataflow.cutover.Given.NOON;
import static dev.headgate.dataflow.cutover.Given.OLD;
import static dev.headgate.dataflow.cutover.Given.definition;
import static dev.headgate.dataflow.cutover.Given.desired;
import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.dataflow.progress.DroppedRecord;
import dev.headgate.dataflow.progress.LiveRecord;
import dev.headgate.dataflow.progress.LiveRecord.EndedAttempt;
import dev.headgate.dataflow.progress.LiveRecord.Outcome;
import dev.headgate.dataflow.progress.ProgressRecord;
import dev.headgate.dataflow.relation.Relation;
import dev.headgate.dataflow.sink.Version;
import dev.headgate.dataflow.time.Frontier;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SteerTest {

  private static final Desired SHOWS_OLD = desired(5, definition(1, OLD), null);
  private static final Attempt UNDER_WAY =
      new Attempt(
          Given.candidate(null).id(),
          NEW,
          0,
          Version.FIRST,
          0,
          NOON,
          Optional.of(DEADLINE),
          Optional.empty(),
          Optional.empty(),
          new Attempt.Fate.UnderWay());

  @Test
  void aTryIsRememberedWithItsDeadlineBeforeAnythingIsSaid() {
    var s = steer(wanted(NEW, 0), null, SHOWS_OLD, Given.record(150));

    assertThat(s).isEqualTo(Steering.remembering(Optional.of(UNDER_WAY)));
  }

  @Test
  void assignmentIsWrittenWithoutTheGrantThatIsSent() {
    var s = steer(wanted(NEW, 0), UNDER_WAY, SHOWS_OLD, Given.record(150));

    assertThat(s.assign().orElseThrow().candidate().orElseThrow().grant()).isEmpty();
    assertThat(s.send().orElseThrow().candidate()).contains(Given.candidate(Grant.CUT_OVER));
    assertThat(s.send().orElseThrow().generation()).isEqualTo(6);
  }

  @Test
  void operatorThatDiedAfterTheAssignmentSaysItAgain() {
    var assigned = desired(6, definition(1, OLD), Given.candidate(null));

    var s = steer(wanted(NEW, 0), UNDER_WAY, assigned, Given.record(150));

    assertThat(s.assign()).isEmpty();
    assertThat(s.send().orElseThrow().generation()).isEqualTo(6);
  }

  @Test
  void puttingBackWithdrawsAndTheRecordAnswers() {
    var asked = steer(wanted(OLD, 0), UNDER_WAY, SHOWS_OLD, Given.record(150));
    var withdrawn = asked.attempt().orElseThrow();
    var said = steer(wanted(OLD, 0), withdrawn, SHOWS_OLD, Given.record(150));

    assertThat(withdrawn.fate()).isEqualTo(new Attempt.Fate.Withdrawn());
    assertThat(said.attempt()).contains(withdrawn);
    assertThat(said.send().orElseThrow().candidate()).isEmpty();
    assertThat(said.send().orElseThrow().attemptsEnded()).isEqualTo(1);
  }

  @Test
  void aTryThatTimedOutIsNotBegunAgainByItself() {
    var record =
        Given.record(150)
            .withEnded(
                1,
                Optional.of(new EndedAttempt(UNDER_WAY.id().value(), Outcome.TIMED_OUT, "late")));

    var told = steer(wanted(NEW, 0), UNDER_WAY, SHOWS_OLD, record).attempt().orElseThrow();
    var later = steer(wanted(NEW, 0), told, SHOWS_OLD, record).attempt().orElseThrow();
    var raised = steer(wanted(NEW, 1), told, SHOWS_OLD, record).attempt().orElseThrow();

    assertThat(told.fate()).isEqualTo(new Attempt.Fate.Ended(Outcome.TIMED_OUT, "late"));
    assertThat(later).isEqualTo(told);
    assertThat(raised.fate()).isEqualTo(new Attempt.Fate.UnderWay());
    assertThat(raised.id()).isNotEqualTo(told.id());
  }

  @Test
  void aRelationThatDoesNotExistYetStartsNoTryAndNoClock() {
    var unresolved = with(wanted(NEW, 0), null, Run.RUNNING);

    var s = steer(unresolved, null, SHOWS_OLD, Given.record(150));

    assertThat(s.attempt()).isEmpty();
    assertThat(s.assign()).isEmpty();
    assertThat(s.send()).isEmpty();
  }

  @Test
  void clockStartsWhenTheRelationHasComeIntoBeing() {
    var unresolved = with(wanted(NEW, 0), null, Run.RUNNING);
    var anHourLater = NOON.plusSeconds(3_600);

    var before = steer(unresolved, null, SHOWS_OLD, Given.record(150)).attempt();
    var begun =
        new Steer(
                anHourLater,
                wanted(NEW, 0),
                before,
                Optional.of(SHOWS_OLD),
                Optional.of(streaming(Given.record(150))))
            .decide()
            .attempt()
            .orElseThrow();

    assertThat(begun.fate()).isEqualTo(new Attempt.Fate.UnderWay());
    assertThat(begun.startedAt()).isEqualTo(anHourLater);
    assertThat(begun.deadline()).contains(anHourLater.plus(Duration.ofMinutes(10)));
  }

  @ParameterizedTest
  @EnumSource(
      value = Outcome.class,
      names = {"TIMED_OUT", "FAILED"})
  void afterATryThatEndedAnotherRelationIsTriedAtOnceAndTheSameOneIsNot(Outcome outcome) {
    var ended = UNDER_WAY.with(new Attempt.Fate.Ended(outcome, "over"));
    var record =
        Given.record(150)
            .withEnded(1, Optional.of(new EndedAttempt(ended.id().value(), outcome, "over")));
    var third = Given.relation("third", 3);

    var same = steer(wanted(NEW, 0), ended, SHOWS_OLD, record).attempt();
    var changed = steer(wanted(third, 0), ended, SHOWS_OLD, record).attempt().orElseThrow();

    assertThat(same).contains(ended);
    assertThat(changed.fate()).isEqualTo(new Attempt.Fate.UnderWay());
    assertThat(changed.to()).isEqualTo(third);
    assertThat(changed.attempt()).isEqualTo(ended.attempt());
    assertThat(changed.ordinal()).isEqualTo(1);
    assertThat(changed.id()).isNotEqualTo(ended.id());
  }

  @Test
  void aTryBegunOnAnOldObservationIsForgotten() {
    var record = Given.record(150).withEnded(1, Optional.empty());

    assertThat(steer(wanted(NEW, 0), UNDER_WAY, SHOWS_OLD, record).attempt()).isEmpty();
  }

  @Test
  void whileAPersonIsWaitedForTheClockStandsStill() {
    var manual = promotedBy("", wanted(NEW, 0));
    var awaiting = UNDER_WAY.awaitingSince(NOON);

    var reached = heard(manual, UNDER_WAY, SHOWS_OLD, awaitingPromotion()).attempt();
    var told = heard(manual, awaiting, SHOWS_OLD, awaitingPromotion()).send().orElseThrow();

    assertThat(reached).contains(awaiting);
    assertThat(told.candidate().orElseThrow().deadline()).isEmpty();
    assertThat(told.candidate().orElseThrow().grant()).contains(Grant.PREPARE);
  }

  @Test
  void promotionNamesTheTryAndGivesBackTheTimeThatWasWaited() {
    var awaiting = UNDER_WAY.awaitingSince(NOON.minusSeconds(3_600));
    var promoted = promotedBy(UNDER_WAY.id().value(), wanted(NEW, 0));

    var remembered = heard(promoted, awaiting, SHOWS_OLD, awaitingPromotion()).attempt();
    var told =
        heard(promoted, remembered.orElseThrow(), SHOWS_OLD, awaitingPromotion())
            .send()
            .orElseThrow();

    assertThat(remembered.orElseThrow().deadline()).contains(DEADLINE.plusSeconds(3_600));
    assertThat(told.candidate().orElseThrow().grant()).contains(Grant.CUT_OVER);
    assertThat(told.candidate().orElseThrow().deadline()).contains(DEADLINE.plusSeconds(3_600));
  }

  @Test
  void promotionOfAnotherTryIsNone() {
    var stale = promotedBy("0123456789abcdef", wanted(NEW, 0));

    var told = steer(stale, UNDER_WAY, SHOWS_OLD, Given.record(150)).send().orElseThrow();

    assertThat(told.candidate().orElseThrow().grant()).contains(Grant.PREPARE);
  }

  @Test
  void theWayBackIsOpenWhileTheNewRelationCannotMoveOn() {
    var verifying = steer(wanted(NEW, 0), UNDER_WAY, SHOWS_OLD, Given.recordAtCutover(160));
    var left = steer(wanted(OLD, 0), UNDER_WAY, SHOWS_OLD, Given.recordAtCutover(160));

    assertThat(verifying.attempt()).contains(UNDER_WAY);
    assertThat(left.attempt().orElseThrow().fate())
        .isEqualTo(new Attempt.Fate.Completed(Given.at(160), NOON));
  }

  @Test
  void theWayToAThirdRelationLeadsThroughTheOldOneWhereTheNewOneWroteNothing() {
    var stuck = stalled(Given.recordAtCutover(160));
    var third = Given.relation("third", 3);

    var begun = heard(wanted(third, 0), null, SHOWS_OLD, stuck).attempt().orElseThrow();
    var told =
        heard(promotedBy("", wanted(third, 0)), begun, SHOWS_OLD, stuck).send().orElseThrow();

    assertThat(begun.to()).isEqualTo(OLD);
    assertThat(begun.onTheWayTo()).contains("third");
    assertThat(told.candidate().orElseThrow().definition().relation()).isEqualTo(OLD);
    assertThat(told.candidate().orElseThrow().grant()).contains(Grant.CUT_OVER);
  }

  @Test
  void aTryForAThirdRelationIsGivenUpOnceTheNewOneIsStuck() {
    var third = Given.relation("third", 3);
    var record = Given.recordAtCutover(160);
    var straight =
        new Attempt(
            CutoverId.of(Given.SINK, record, third, 0),
            third,
            0,
            new Version(2),
            0,
            NOON,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            new Attempt.Fate.UnderWay());

    var s = heard(wanted(third, 0), straight, SHOWS_OLD, stalled(record));

    assertThat(s.attempt().orElseThrow().fate()).isEqualTo(new Attempt.Fate.Withdrawn());
  }

  @Test
  void whetherTheNewRelationCanWriteIsAwaitedBeforeAThirdIsTried() {
    var third = Given.relation("third", 3);

    assertThat(steer(wanted(third, 0), null, SHOWS_OLD, Given.recordAtCutover(160)).attempt())
        .isEmpty();
    assertThat(
            steer(
                    wanted(third, 0),
                    null,
                    SHOWS_OLD,
                    Given.recordAtCutover(160).withFrontier(Frontier.at(Given.at(170))))
                .attempt()
                .orElseThrow()
                .to())
        .isEqualTo(third);
  }

  @Test
  void theWayBackFromAStuckRelationLeadsNowhereElse() {
    var s = heard(wanted(OLD, 0), null, SHOWS_OLD, stalled(Given.recordAtCutover(160)));

    assertThat(s.attempt().orElseThrow().to()).isEqualTo(OLD);
    assertThat(s.attempt().orElseThrow().onTheWayTo()).isEmpty();
  }

  @Test
  void withinTheRollbackWindowTheOldTableStays() {
    var policy = wanted(NEW, 0).policy().withRollbackWindow(Duration.ofHours(1));
    var wanted = with(wanted(NEW, 0), policy);
    var moved = Given.recordAtCutover(160).withFrontier(Frontier.at(Given.at(170)));
    var lately =
        UNDER_WAY.with(new Attempt.Fate.Completed(Given.at(160), NOON.minusSeconds(3_599)));
    var longAgo =
        UNDER_WAY.with(new Attempt.Fate.Completed(Given.at(160), NOON.minusSeconds(3_600)));

    assertThat(kept(wanted, UNDER_WAY, Given.record(150))).containsExactly(OLD.oid());
    assertThat(kept(wanted, lately, moved)).containsExactly(OLD.oid());
    assertThat(kept(wanted, longAgo, moved)).isEmpty();
    assertThat(kept(wanted(NEW, 0), lately, moved)).isEmpty();
  }

  private static Set<Long> kept(Wanted wanted, Attempt attempt, LiveRecord record) {
    return steer(wanted, attempt, SHOWS_OLD, record).assign().orElseThrow().keep();
  }

  @Test
  void aClusterThatIsFilledAgainTakesWhatIsActiveFromTheRecord() {
    var s = steer(wanted(OLD, 0), null, null, Given.recordAtCutover(160));

    var begun = s.attempt().orElseThrow();
    assertThat(begun.to()).isEqualTo(OLD);
    assertThat(begun.leaving()).isEqualTo(new Version(2));
    assertThat(steer(wanted(OLD, 0), begun, null, Given.recordAtCutover(160)).assign())
        .get()
        .extracting(Desired::active)
        .isEqualTo(definition(2, NEW));
  }

  @Test
  void aNameThatWasDeletedGoesOnWithTheNextVersion() {
    var dropped = new DroppedRecord(new Version(3), "elder", Optional.empty());

    var s = steer(wanted(NEW, 0), null, null, dropped);

    assertThat(s.assign().orElseThrow().active()).isEqualTo(definition(4, NEW));
    assertThat(s.assign().orElseThrow().expectProgress()).isFalse();
  }

  @Test
  void whatIsToBeMadeFollowsTheResourceUntilThereIsARecord() {
    var unmade =
        new Desired(
            5, "uid", Run.RUNNING, false, definition(1, OLD), Optional.empty(), 0, Set.of());

    var s = steer(wanted(NEW, 0), null, unmade, null);

    assertThat(s.assign().orElseThrow().active()).isEqualTo(definition(1, NEW));
  }

  @Test
  void whatWasPutBackStaysOnShowAndIsTriedAgainOnTheNextChange() {
    var aborted = UNDER_WAY.with(new Attempt.Fate.Ended(Outcome.ABORTED, "withdrawn"));
    var record = Given.record(150).withEnded(1, Optional.empty());

    assertThat(steer(wanted(OLD, 0), aborted, SHOWS_OLD, record).attempt()).contains(aborted);
    assertThat(steer(wanted(NEW, 0), aborted, SHOWS_OLD, record).attempt().orElseThrow().fate())
        .isEqualTo(new Attempt.Fate.UnderWay());
  }

  @Test
  void theActiveRelationIsReachedAsBeforeWhateverTheNextOneNeeds() {
    var elsewhere = Given.connectionsTo("other-host");
    var wanted = with(wanted(NEW, 0), new Wanted.From(NEW, elsewhere), Run.RUNNING);

    var assigned = steer(wanted, UNDER_WAY, SHOWS_OLD, Given.record(150)).assign().orElseThrow();

    assertThat(assigned.active().connections()).isEqualTo(Given.CONNECTIONS);
    assertThat(assigned.candidate().orElseThrow().definition().connections()).isEqualTo(elsewhere);
  }

  @Test
  void aSinkMayGoOnceItsOwnRecordSaysThatNothingIsLeft() {
    var wanted = with(wanted(OLD, 0), null, Run.RELEASED);
    var leftovers = Optional.of(Given.record(150).upstream());

    assertThat(isReleased(wanted, new DroppedRecord(Version.FIRST, "uid", Optional.empty())))
        .isTrue();
    assertThat(isReleased(wanted, new DroppedRecord(Version.FIRST, "uid", leftovers))).isFalse();
    assertThat(isReleased(wanted, new DroppedRecord(Version.FIRST, "elder", Optional.empty())))
        .isFalse();
    assertThat(isReleased(wanted, Given.record(150))).isFalse();
  }

  private static boolean isReleased(Wanted wanted, ProgressRecord record) {
    return new Steer(
            NOON, wanted, Optional.empty(), Optional.of(SHOWS_OLD), Optional.of(streaming(record)))
        .isReleased();
  }

  private static Wanted with(Wanted w, Wanted.From from, Run run) {
    return new Wanted(
        w.sink(),
        w.uid(),
        run,
        w.fromName(),
        Optional.ofNullable(from),
        w.spec(),
        w.connections(),
        w.policy());
  }

  private static Steering steer(
      Wanted wanted, Attempt attempt, Desired assignment, ProgressRecord record) {
    return heard(wanted, attempt, assignment, streaming(record));
  }

  private static Steering heard(
      Wanted wanted, Attempt attempt, Desired assignment, Observed observed) {
    return new Steer(
            NOON,
            wanted,
            Optional.ofNullable(attempt),
            Optional.ofNullable(assignment),
            Optional.of(observed))
        .decide();
  }

  private static Wanted promotedBy(String promote, Wanted w) {
    return with(w, w.policy().withPromotion(new Promotion.Manual(promote)));
  }

  private static Wanted with(Wanted w, CutoverPolicy policy) {
    return new Wanted(
        w.sink(), w.uid(), w.run(), w.fromName(), w.from(), w.spec(), w.connections(), policy);
  }

  private static Observed stalled(ProgressRecord record) {
    var s = streaming(record);
    return new Observed(
        s.incarnation(),
        s.acknowledgedGeneration(),
        Observed.Activity.STALLED,
        s.record(),
        s.upper(),
        s.cutover(),
        s.statistics(),
        Optional.of("a value cannot be written"));
  }

  private static Observed awaitingPromotion() {
    var s = streaming(Given.record(150));
    return new Observed(
        s.incarnation(),
        s.acknowledgedGeneration(),
        s.activity(),
        s.record(),
        s.upper(),
        Optional.of(
            new Observed.Cutover(
                UNDER_WAY.id(),
                CutoverStep.AWAITING_PROMOTION,
                Optional.of(Grant.PREPARE),
                Optional.of(Given.at(140)),
                Optional.empty(),
                List.of(),
                List.of())),
        s.statistics(),
        s.error());
  }

  private static Observed streaming(ProgressRecord record) {
    return new Observed(
        "process",
        5,
        Observed.Activity.STREAMING,
        Optional.ofNullable(record),
        Optional.empty(),
        Optional.empty(),
        Observed.Statistics.NONE,
        Optional.empty());
  }

  private static Wanted wanted(Relation from, int attempt) {
    return new Wanted(
        Given.SINK,
        "uid",
        Run.RUNNING,
        from.name(),
        Optional.of(new Wanted.From(from, Given.CONNECTIONS)),
        Given.SPEC,
        Given.CONNECTIONS,
        CutoverPolicy.automatic(attempt, Optional.of(Duration.ofMinutes(10))));
  }
}
