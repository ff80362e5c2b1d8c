package dev.headgate.worker.sink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.dataflow.contents.Counts;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class TransactionRoomTest {

  private static final Duration MINUTE = Duration.ofMinutes(1);

  @Test
  void whatMayTakeHalfOfTheTimeIsLetThrough() {
    assertThat(TransactionRoom.problem(new Counts(1_000_000, 300_000, 200_000, 1), MINUTE))
        .isEmpty();
    assertThat(TransactionRoom.problem(new Counts(1, 0, 0, 600_000_000), MINUTE)).isEmpty();
  }

  @Test
  void moreIsRefusedWithTheNumbersAndWhatToSet() {
    assertThat(TransactionRoom.problem(new Counts(2_000_000, 0, 1_000_000, 1), MINUTE))
        .contains(
            """
            About 3000000 messages, 1 bytes, would have to be written in the cutover's transaction. \
            That may take 60 s, and Kafka aborts it after 60 s.
              Raise transaction.timeout.ms in the Connection to Kafka to 120000 or more, with the \
            brokers' transaction.max.timeout.ms; or set spec.cutover.mode to Forward.\
            """);
    assertThat(TransactionRoom.problem(new Counts(1, 0, 0, 700_000_000), MINUTE)).isPresent();
  }
}
