package dev.headgate.bench.figures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class DistributionTest {

  @Test
  void quantilesAreValuesThatOccurredByNearestRank() {
    // 1 ms to 1000 ms, the last first
    long[] durations = LongStream.rangeClosed(1, 1000).map(i -> (1001 - i) * 1_000_000).toArray();

    var distribution = Distribution.ofNanos(durations);

    assertThat(distribution).isEqualTo(new Distribution(1000, 500, 990, 999, 1000));
  }

  @Test
  void ofTwoValuesTheSmallerIsTheMedian() {
    var distribution = Distribution.ofNanos(new long[] {2_500_000, 1_500_000});

    assertThat(distribution).isEqualTo(new Distribution(2, 1.5, 2.5, 2.5, 2.5));
  }

  @Test
  void ofOneValueAllIsThatValue() {
    assertThat(Distribution.ofNanos(new long[] {1_234_567}))
        .isEqualTo(new Distribution(1, 1.235, 1.235, 1.235, 1.235));
  }

  @Test
  void whatIsGivenIsLeftAsItIs() {
    long[] durations = {3, 1, 2};

    Distribution.ofNanos(durations);

    assertThat(durations).containsExactly(3, 1, 2);
  }

  @Test
  void ofNothingThereIsNone() {
    assertThatThrownBy(() -> Distribution.ofNanos(new long[0]))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
