package dev.headgate.testkit.kubernetes.kubelet;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class BackOffTest {

  private final BackOff backOff = new BackOff(Duration.ofSeconds(10), Duration.ofMinutes(1));

  @Test
  void theFirstRestartIsAtOnceAndTheWaitThenDoublesUpToItsLimit() {
    Stream<Long> waits =
        Stream.generate(() -> backOff.afterRun(Duration.ofSeconds(1)).toSeconds()).limit(6);

    assertThat(waits).containsExactly(0L, 10L, 20L, 40L, 60L, 60L);
  }

  @Test
  void aRunOfTwiceTheLimitMakesTheWaitBeginAnew() {
    backOff.afterRun(Duration.ofSeconds(1));
    backOff.afterRun(Duration.ofSeconds(1));

    assertThat(backOff.afterRun(Duration.ofMinutes(2))).isZero();
  }
}
