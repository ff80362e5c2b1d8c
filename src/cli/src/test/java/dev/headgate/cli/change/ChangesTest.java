package dev.headgate.cli.change;

import static dev.headgate.cli.Fixtures.sink;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChangesTest {

  @Test
  void alterWritesFromAlone() {
    assertThat(Changes.setFrom(sink("running"), "matview-2", false))
        .isEqualTo(
            new Change(
                Map.of("from", Map.of("name", "matview-2")), "set from matview-1 to matview-2"));
  }

  @Test
  void alterToWhatFromNamesAlreadyWritesNothing() {
    var change = Changes.setFrom(sink("running"), "matview-1", false);

    assertThat(change.isNothing()).isTrue();
    assertThat(change.says()).isEqualTo("has from matview-1 already");
  }

  @Test
  void alterToWhatHasFailedPointsToRetry() {
    var change = Changes.setFrom(sink("failed"), "matview-2", false);

    assertThat(change.isNothing()).isTrue();
    assertThat(change.says())
        .isEqualTo(
            "has from matview-2 already, but the last try ended as Failed: add --retry to try"
                + " again");
  }

  @Test
  void retryRaisesTheAttemptAlone() {
    assertThat(Changes.setFrom(sink("failed"), "matview-2", true).spec())
        .isEqualTo(Map.of("cutover", Map.of("attempt", 1)));
  }

  @Test
  void retryOfWhatIsUnderWayIsRefused() {
    assertThatThrownBy(() -> Changes.setFrom(sink("catching-up"), "matview-2", true))
        .isInstanceOf(Refusal.class)
        .hasMessageContaining("one is under way (CatchingUp)");
  }

  @Test
  void retryOfWhatFlowsIsRefused() {
    assertThatThrownBy(() -> Changes.setFrom(sink("completed"), "matview-2", true))
        .isInstanceOf(Refusal.class)
        .hasMessageContaining("matview-2 flows");
  }

  @Test
  void promoteNamesTheCutoverThatTheStatusShows() {
    assertThat(Changes.promote(sink("awaiting-promotion"), Optional.empty()).spec())
        .isEqualTo(Map.of("cutover", Map.of("promote", "3f9a0c11")));
  }

  @Test
  void promoteNamesTheCutoverThatIsGivenWhateverTheStatusShows() {
    assertThat(Changes.promote(sink("awaiting-promotion"), Optional.of("0badcafe")).spec())
        .isEqualTo(Map.of("cutover", Map.of("promote", "0badcafe")));
  }

  @Test
  void promoteIsRefusedWhereNobodyIsAsked() {
    assertThatThrownBy(() -> Changes.promote(sink("catching-up"), Optional.empty()))
        .isInstanceOf(Refusal.class)
        .hasMessageContaining("has spec.cutover.promotion: Automatic");
  }

  @ParameterizedTest
  @ValueSource(strings = {"catching-up", "preparing", "awaiting-promotion", "failed"})
  void abortPutsFromBackToWhatFlows(String state) {
    assertThat(Changes.abort(sink(state)).spec())
        .isEqualTo(Map.of("from", Map.of("name", "matview-1")));
  }

  @Test
  void abortIsRefusedPastThePointOfNoReturn() {
    assertThatThrownBy(() -> Changes.abort(sink("verifying")))
        .isInstanceOf(Refusal.class)
        .hasMessage(
            "Cutover 3f9a0c11 of Sink avro-sink is past the point of no return (Verifying), it only"
                + " goes forward.\n"
                + "  To go back once it is over: kubectl headgate alter sink avro-sink set from"
                + " matview-1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"created", "running", "completed"})
  void abortIsRefusedWhereThereIsNothingToGiveUp(String state) {
    assertThatThrownBy(() -> Changes.abort(sink(state)))
        .isInstanceOf(Refusal.class)
        .hasMessageContaining("has no cutover to give up");
  }

  @Test
  void abortOfARefreshLowersTheAttemptAndLetsNoneBeginAgain() {
    assertThat(Changes.abort(sink("refreshing")).spec())
        .isEqualTo(Map.of("cutover", Map.of("attempt", 2, "mode", "Forward")));
  }

  @Test
  void refreshRaisesTheAttemptAboveEveryOneThatWasTried() {
    assertThat(Changes.refresh(sink("completed")).spec())
        .isEqualTo(Map.of("cutover", Map.of("attempt", 1, "mode", "Refresh")));
  }

  @Test
  void refreshIsRefusedWhileACutoverIsUnderWay() {
    assertThatThrownBy(() -> Changes.refresh(sink("catching-up")))
        .isInstanceOf(Refusal.class)
        .hasMessageContaining("has a cutover under way: 3f9a0c11 to matview-2 (CatchingUp)");
  }

  @Test
  void pauseAndResumeWritePausedAlone() {
    assertThat(Changes.pause(sink("running")).spec()).isEqualTo(Map.of("paused", true));
    assertThat(Changes.resume(sink("paused")).spec()).isEqualTo(Map.of("paused", false));
  }

  @Test
  void whatIsPausedOrNotAlreadyIsLeftAlone() {
    assertThat(Changes.pause(sink("paused"))).isEqualTo(Change.nothing("is paused already"));
    assertThat(Changes.resume(sink("running"))).isEqualTo(Change.nothing("is not paused"));
  }

  @Test
  void restartRaisesTheRolloutAlone() {
    assertThat(Changes.restart(sink("running")).spec())
        .isEqualTo(Map.of("worker", Map.of("rollout", 1)));
  }
}
