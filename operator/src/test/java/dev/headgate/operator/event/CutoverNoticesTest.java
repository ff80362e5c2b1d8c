package dev.headgate.operator.event;

import static dev.headgate.operator.event.SinkNoticesTest.only;
import static dev.headgate.operator.event.SinkNoticesTest.status;
import static dev.headgate.operator.event.SinkNoticesTest.told;
import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.api.v1alpha1.SinkStatus;
import dev.headgate.api.v1alpha1.SinkStatus.Step;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Pairs of statuses of a sink that runs, and what is told of its cutover. */
class CutoverNoticesTest {

  private static final SinkStatus NO_CUTOVER = at("");

  @Test
  void theStartSaysFromWhereToWhereUntilWhenAndWhoAskedForIt() {
    var began =
        cutover(
            "step: Validating, deadline: noon, changedBy: {manager: kubectl-edit, operation:"
                + " Update}");

    assertThat(told(NO_CUTOVER, began))
        .containsExactly(
            "Normal CutoverStarted: Cutover c1: matview-1 to matview-2, until noon; spec.from was"
                + " set by kubectl-edit");
    assertThat(told(began, began)).isEmpty();
  }

  @Test
  void anotherTryIsAnotherStart() {
    var ended = cutover("step: Failed, message: no");
    var again = at(", cutover: {id: c2, from: matview-1, to: matview-2, step: Validating}");

    assertThat(told(ended, again))
        .containsExactly("Normal CutoverStarted: Cutover c2: matview-1 to matview-2");
    assertThat(only(ended, again).subject())
        .isNotEqualTo(only(NO_CUTOVER, cutover("step: Validating")).subject());
  }

  @ParameterizedTest
  @EnumSource(
      value = Step.class,
      names = {
        "Preparing",
        "CatchingUp",
        "Comparing",
        "Repairing",
        "CuttingOver",
        "CommitUnknown",
        "Verifying"
      })
  void eachStepIsTold(Step step) {
    var before = cutover("step: Validating");
    var after = cutover("step: %s, message: as it stands".formatted(step));

    assertThat(told(before, after))
        .containsExactly("Normal %s: Cutover c1: as it stands".formatted(step));
    assertThat(told(after, after)).isEmpty();
    assertThat(told(after, before)).as("gone back").isEmpty();
  }

  @Test
  void oneThatEndsBetweenTwoLooksIsToldFromStartToEnd() {
    assertThat(told(NO_CUTOVER, completed()))
        .containsExactly(
            "Normal CutoverStarted: Cutover c1: matview-1 to matview-2",
            "Normal CutoverCompleted: Cutover c1: matview-2 flows as version 2. The topic has all"
                + " updates of matview-1 before T = 0/3000, then all of matview-2");
  }

  private static SinkStatus completed() {
    return cutover("step: Completed, leaving: 1, timestamp: 0/3000");
  }

  @ParameterizedTest
  @CsvSource({
    "TimedOut, Warning CutoverTimedOut",
    "Aborted, Normal CutoverAborted",
    "Failed, Warning CutoverFailed"
  })
  void anEndWithoutSuccessSaysWhyAndWhatFlows(String step, String told) {
    var before = cutover("step: CatchingUp");
    var after =
        cutover("step: %s, message: it is over, problems: [no key, no column]".formatted(step));

    assertThat(told(before, after))
        .containsExactly(told + ": Cutover c1: it is over; matview-1 flows on\nno key\nno column");
  }

  @Test
  void aRefusedCandidateIsToldWithAllItsProblemsAndAgainWhenTheyAreOthers() {
    var checked = cutover("step: Validating");
    var refused = cutover("step: Validating, problems: [no key, no column]");
    var less = cutover("step: Validating, problems: [no column]");

    assertThat(told(checked, refused))
        .containsExactly("Warning CandidateRefused: no key\nno column");
    assertThat(told(refused, refused)).isEmpty();
    assertThat(told(refused, less)).containsExactly("Warning CandidateRefused: no column");
    assertThat(told(less, checked)).isEmpty();
    assertThat(only(refused, less).subject()).isEqualTo(only(checked, refused).subject());
  }

  @Test
  void sessionsThatBlockAreNamedOnceHoweverLongTheyDo() {
    var preparing = cutover("step: Preparing");
    var blocked = cutover("step: Preparing, blockers: ['xid 7 (pid 3, app, for 1 s)']");
    var longer = cutover("step: Preparing, blockers: ['xid 7 (pid 3, app, for 2 s)']");
    var others =
        cutover("step: Preparing, blockers: ['xid 7 (pid 3, for 3 s)', 'xid 8 (pid 4, for 1 s)']");

    assertThat(told(preparing, blocked))
        .containsExactly(
            "Warning CutoverBlocked: Cutover c1 waits for transactions that began before matview-2"
                + " was in the publication: xid 7 (pid 3, app, for 1 s)");
    assertThat(told(blocked, longer)).isEmpty();
    assertThat(told(longer, others)).hasSize(1).first().asString().contains("; xid 8 (pid 4");
    assertThat(told(others, preparing)).isEmpty();
    assertThat(
            told(
                cutover("step: Repairing"),
                cutover("step: Repairing, blockers: ['xid 7 (pid 3, app, for 1 s)']")))
        .containsExactly(
            "Warning CutoverBlocked: Cutover c1 waits for transactions that must end before"
                + " contents can be read: xid 7 (pid 3, app, for 1 s)");
    assertThat(only(longer, others).subject()).isEqualTo(only(preparing, blocked).subject());
  }

  @Test
  void oneThatWaitsForAPersonNamesTheId() {
    assertThat(told(cutover("step: CatchingUp"), cutover("step: AwaitingPromotion")))
        .containsExactly(
            "Normal AwaitingPromotion: matview-2 is prepared. To cut over, set"
                + " spec.cutover.promote to c1");
  }

  @Test
  void aPromotionOfAnotherCutoverIsToldForEachIdThatIsNamed() {
    var waits = cutover("step: AwaitingPromotion, message: wait");
    var stale = named("names c0, set c1");
    var otherwise = named("names cx, set c1");

    assertThat(told(waits, stale)).containsExactly("Warning PromotionRefused: names c0, set c1");
    assertThat(told(stale, stale)).isEmpty();
    assertThat(told(stale, otherwise))
        .containsExactly("Warning PromotionRefused: names cx, set c1");
    assertThat(told(otherwise, waits)).isEmpty();
  }

  private static SinkStatus named(String message) {
    return at(
        ", cutover: {id: c1, from: matview-1, to: matview-2, step: AwaitingPromotion, message: '%s'}, conditions: [{type: AwaitingPromotion, status: 'True', reason: AnotherIsNamed}]"
            .formatted(message));
  }

  @Test
  void aPreviewIsToldEachTimeItIsMade() {
    var waits = cutover("step: AwaitingPromotion");
    var made = previewed("noon", 1);
    var sampled = previewed("one", 20);

    assertThat(told(waits, made))
        .containsExactly(
            "Normal PreviewMade: Cutover c1 would come to: 3 stale, 0 missing and 1 orphan keys of"
                + " 90; t-value: Incompatible");
    assertThat(told(made, made)).isEmpty();
    assertThat(told(made, sampled))
        .containsExactly(
            "Normal PreviewMade: Cutover c1 would come to: about 3 stale, 0 missing and 1 orphan"
                + " keys of 90; t-value: Incompatible");
    assertThat(
            told(
                waits,
                cutover("step: AwaitingPromotion, preview: {at: noon, problem: it took too long}")))
        .containsExactly(
            "Normal PreviewMade: Cutover c1 would come to: contents were not compared: it took too"
                + " long");
  }

  private static SinkStatus previewed(String at, int oneIn) {
    return cutover(
        "step: AwaitingPromotion, preview: {at: %s, registry: [{subject: t-value, verdict: Incompatible}], keys: {compared: 90, oneIn: %d, stale: {count: 3}, missing: {count: 0}, orphan: {count: 1}}}"
            .formatted(at, oneIn));
  }

  private static SinkStatus cutover(String fields) {
    return at(", cutover: {id: c1, from: matview-1, to: matview-2, %s}".formatted(fields));
  }

  private static SinkStatus at(String more) {
    return status("status: running, activeRelation: matview-1, version: 1" + more);
  }
}
