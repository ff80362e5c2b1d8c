package dev.headgate.operator.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimeoutTest {

  @ParameterizedTest
  @CsvSource({"10m,PT10M", "1h30m,PT1H30M", "90s,PT1M30S", "250ms,PT0.25S", "1m5ms,PT1M0.005S"})
  void durationsAreSumsOfTheirParts(String text, Duration duration) {
    assertThat(Timeout.parse("timeout", text)).contains(duration);
  }

  @Test
  void zeroIsNone() {
    assertThat(Timeout.parse("timeout", "0s")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "10", "m", "10m ", "1d", "-5m", "99999999999999h"})
  void anythingElseIsRefusedWithAnExample(String text) {
    assertThatThrownBy(() -> Timeout.parse("timeout", text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "spec.cutover.timeout is \"%s\": write a duration like 10m or 1h30m, or 0s for none",
            text);
  }
}
