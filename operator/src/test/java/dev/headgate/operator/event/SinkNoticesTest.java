package dev.headgate.operator.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.api.v1alpha1.SinkStatus;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Pairs of statuses, and what is told of the step from one to the other. */
class SinkNoticesTest {

  private static final KubernetesSerialization YAML = new KubernetesSerialization();

  private static final String RUNNING =
      "status: running, lastStatusChangeAt: noon, activeRelation: matview-1, version: 1";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "created  | Normal Created: All that it names is there",
        "starting | Normal Starting: Its worker is coming up",
        "running  | Normal Running: matview-1 flows, as version 1",
        "paused   | Normal Paused: Nothing flows until spec.paused is false",
        "stalled  | Warning Stalled: It does not move",
        "failed   | Warning Failed: It does not move",
        "dropped  | Normal Dropped: Giving back slot and publication"
      })
  void everyWordIsToldWhenItChanges(String word, String told) {
    var after = status("status: %s, activeRelation: matview-1, version: 1".formatted(word));

    assertThat(told(null, after)).containsExactly(told);
    assertThat(told(status("observedGeneration: -1"), after)).containsExactly(told);
    assertThat(told(after, after)).isEmpty();
  }

  @Test
  void aSinkThatWaitsForWhatIsNotThereYetSaysForWhat() {
    var created = status("status: created");
    var waits = status("status: created, error: Relation matview-1 does not exist");
    var waitsOn = status("status: created, error: Connection shop does not exist");

    assertThat(told(null, waits))
        .containsExactly("Normal Waiting: Relation matview-1 does not exist");
    assertThat(told(waits, waitsOn))
        .containsExactly("Normal Waiting: Connection shop does not exist");
    assertThat(told(waitsOn, created)).isEmpty();
  }

  @Test
  void aStalledSinkSaysWhyAndAgainWhenTheReasonIsAnother() {
    var running = status(RUNNING);
    var stalled = status("status: stalled, error: 'Kafka did not answer for 12 s'");
    var later = status("status: stalled, error: 'Kafka did not answer for 20 s'");
    var otherwise = status("status: stalled, error: The slot is gone");

    assertThat(told(running, stalled))
        .containsExactly("Warning Stalled: Kafka did not answer for 12 s");
    assertThat(told(stalled, later)).as("the same wait").isEmpty();
    assertThat(told(later, otherwise)).containsExactly("Warning Stalled: The slot is gone");
    assertThat(only(running, stalled).subject())
        .as("counted as the same when it comes again")
        .isEqualTo(only(running, later).subject())
        .isNotEqualTo(only(later, otherwise).subject());
  }

  @Test
  void aChangeThatComesAgainIsAnotherOccurrence() {
    var stalled = status("status: stalled, error: no");
    var first = only(status("status: running, lastStatusChangeAt: noon"), stalled);
    var repeated = only(status("status: running, lastStatusChangeAt: noon"), stalled);
    var second = only(status("status: running, lastStatusChangeAt: one"), stalled);

    assertThat(repeated).isEqualTo(first);
    assertThat(second.subject()).isEqualTo(first.subject());
    assertThat(second.occurrence()).isNotEqualTo(first.occurrence());
  }

  @Test
  void whatIsTriedAgainIsToldOnce() {
    var stalled =
        status(
            "status: stalled, error: no, conditions: [" + ready("False", "Retrying", "no") + "]");
    var starting =
        status(
            "status: starting, statusHistory: [{status: stalled, error: no}, {status: starting}]");

    assertThat(told(stalled, starting)).isEmpty();
    assertThat(told(starting, stalled)).isEmpty();
    assertThat(told(starting, status("status: stalled, error: yes")))
        .containsExactly("Warning Stalled: yes");
    assertThat(told(stalled, status(RUNNING))).hasSize(1);
  }

  @Test
  void aSinkThatRunsButIsNotReadySaysWhyOnce() {
    var before = status(RUNNING + ", conditions: [" + ready("True", "Streaming", "") + "]");
    var after =
        status(RUNNING + ", conditions: [" + ready("False", "NotATable", "it is a view") + "]");

    assertThat(told(before, after)).containsExactly("Warning NotReady: NotATable: it is a view");
    assertThat(told(after, after)).isEmpty();
    assertThat(told(after, before)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "Paused",
    "CuttingOver",
    "CandidateRefused",
    "AwaitingPromotion",
    "CutoverFailed",
    "Starting",
    "WorkerStarting",
    "Created",
    "Releasing",
    "Released"
  })
  void whatWordAndCutoverTellIsNotToldAgain(String reason) {
    var after = status(RUNNING + ", conditions: [" + ready("False", reason, "so it is") + "]");

    assertThat(told(status(RUNNING), after)).isEmpty();
  }

  @Test
  void theErrorOfAStalledSinkIsNotToldTwice() {
    var after =
        status(
            "status: stalled, error: no, conditions: [" + ready("False", "Retrying", "no") + "]");

    assertThat(told(status(RUNNING), after)).containsExactly("Warning Stalled: no");
  }

  @Test
  void aSkippedRowIsNamedAndCounted() {
    var none = status(RUNNING + ", statistics: {rowsSkipped: 0}");
    var two = skipped(2, "row (id=7)");
    var five = skipped(5, "row (id=9)");
    var anew = skipped(1, "row (id=11)");

    assertThat(told(none, two))
        .containsExactly(
            "Warning RowSkipped: 2 rows were skipped since the worker started, the last one: row"
                + " (id=7)");
    assertThat(only(none, two).times()).isEqualTo(2);
    assertThat(only(two, five).times()).isEqualTo(3);
    assertThat(only(two, five).subject()).isEqualTo(only(none, two).subject());
    assertThat(only(five, anew).times()).as("by a worker that counts from zero").isEqualTo(1);
    assertThat(told(five, five)).isEmpty();
    assertThat(told(five, none)).isEmpty();
  }

  private static SinkStatus skipped(int rows, String last) {
    return status(
        RUNNING
            + ", statistics: {rowsSkipped: %1$d}, details: {hints: [other, '%1$d rows were skipped since the worker started, the last one: %2$s']}"
                .formatted(rows, last));
  }

  static String ready(String status, String reason, String message) {
    return "{type: Ready, status: '%s', reason: %s, message: '%s', lastTransitionTime: noon}"
        .formatted(status, reason, message);
  }

  /** The status with these fields, in YAML. */
  static SinkStatus status(String fields) {
    return YAML.unmarshal("--- {" + fields + "}", SinkStatus.class);
  }

  /** What is told, each with its type and reason. */
  static List<String> told(SinkStatus before, SinkStatus after) {
    return SinkNotices.between(before, after).stream()
        .map(n -> "%s %s: %s".formatted(n.type().word(), n.reason(), n.message()))
        .toList();
  }

  static Notice only(SinkStatus before, SinkStatus after) {
    var notices = SinkNotices.between(before, after);
    assertThat(notices).hasSize(1);
    return notices.getFirst();
  }
}
