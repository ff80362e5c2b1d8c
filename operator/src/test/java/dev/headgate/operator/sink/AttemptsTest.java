package dev.headgate.operator.sink;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.headgate.api.v1alpha1.SinkStatus;
import dev.headgate.dataflow.cutover.Attempt.Fate;
import dev.headgate.dataflow.progress.LiveRecord.Outcome;
import dev.headgate.dataflow.time.Timestamp;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AttemptsTest {

  static Stream<Fate> fates() {
    return Stream.of(
        new Fate.UnderWay(),
        new Fate.Withdrawn(),
        new Fate.Completed(new Timestamp(0x1_6B37_48D8L), Given.NOON),
        new Fate.Ended(Outcome.ABORTED, "withdrawn"),
        new Fate.Ended(Outcome.TIMED_OUT, "the deadline passed"),
        new Fate.Ended(Outcome.FAILED, "column \"a\" has no type:\n  choose others"));
  }

  @ParameterizedTest
  @MethodSource("fates")
  void aTryIsReadAsItWasReported(Fate fate) throws JsonProcessingException {
    var attempt = Given.attempt(fate);
    var status = Report.of(Given.streaming(), Optional.of(attempt));

    var json = new ObjectMapper();
    var stored = json.readValue(json.writeValueAsString(status), SinkStatus.class);

    assertThat(Attempts.read(stored)).contains(attempt);
  }

  @Test
  void aStatusThatMakesNoSenseRemembersNothing() {
    var stray =
        new SinkStatus.Cutover(
            "id",
            0,
            "a",
            "b",
            "Sideways",
            null,
            null,
            "noon",
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            1,
            0,
            null,
            null,
            null,
            null,
            null);

    assertThat(Attempts.read(Given.statusWith(stray))).isEmpty();
    assertThat(Attempts.read(null)).isEmpty();
  }
}
