package dev.headgate.operator.sink;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LooksTest {

  @ParameterizedTest(name = "{0} sinks: every {1} s")
  @CsvSource({"1, 5", "100, 5", "200, 10", "1000, 50"})
  void settledSinksAreLookedAtTwentyTimesASecondAtMost(long sinks, long seconds) {
    assertThat(Looks.settled(sinks)).isEqualTo(Duration.ofSeconds(seconds));
  }
}
