package dev.headgate.operator.sink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.api.v1alpha1.SinkStatus;
import dev.headgate.api.v1alpha1.SinkStatus.StatusChange;
import dev.headgate.dataflow.cutover.Observed.Activity;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StatusHistoryTest {

  private static final String NOON = "2026-01-01T12:00:05Z";

  private Optional<SinkStatus> before = Optional.empty();

  @Test
  void theFirstStatusIsTheFirstEntry() {
    assertThat(then(Activity.STREAMING, null))
        .containsExactly(new StatusChange(NOON, "running", null));
  }

  @Test
  void aChangeIsAddedAndOneThatIsNoneIsNot() {
    then(Activity.STREAMING, null);

    assertThat(then(Activity.STREAMING, null)).hasSize(1);
    assertThat(then(Activity.STALLED, "no"))
        .extracting(StatusChange::status)
        .containsExactly("running", "stalled");
  }

  @Test
  void theErrorIsTheLastOneOfThatTime() {
    then(Activity.STALLED, "Kafka is away");
    then(Activity.RETRYING, "Kafka is back, the registry is away");

    assertThat(then(Activity.STREAMING, null))
        .containsExactly(
            new StatusChange(NOON, "stalled", "Kafka is back, the registry is away"),
            new StatusChange(NOON, "running", null));
  }

  @Test
  void whatIsTriedAgainInVainIsOneStall() {
    then(Activity.RETRYING, "Kafka did not answer for 10 s");
    assertThat(then(Activity.STARTING, null))
        .extracting(StatusChange::status)
        .containsExactly("stalled", "starting");

    assertThat(then(Activity.RETRYING, "Kafka did not answer for 12 s"))
        .containsExactly(new StatusChange(NOON, "stalled", "Kafka did not answer for 12 s"));

    then(Activity.STARTING, null);
    assertThat(then(Activity.RETRYING, "The registry did not answer"))
        .extracting(StatusChange::status)
        .containsExactly("stalled", "starting", "stalled");
  }

  @Test
  void theLastFiveAreKept() {
    then(Activity.STARTING, null);
    then(Activity.STREAMING, null);
    then(Activity.STALLED, "1");
    then(Activity.STREAMING, null);
    then(Activity.STALLED, "2");

    assertThat(then(Activity.PAUSED, null))
        .extracting(StatusChange::status)
        .containsExactly("running", "stalled", "running", "stalled", "paused");
  }

  /** The worker is next seen like that. */
  private List<StatusChange> then(Activity activity, String error) {
    var seen =
        Given.seen(
            "matview-1",
            before.orElse(null),
            Given.found(Given.OLD, Given.DOMAIN),
            Given.heard(activity, error));
    before = Optional.of(Report.of(seen, Optional.empty()));
    return before.get().statusHistory();
  }
}
