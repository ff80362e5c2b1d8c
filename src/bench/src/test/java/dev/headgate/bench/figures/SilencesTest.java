package dev.headgate.bench.figures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class SilencesTest {

  private static final long MILLI = 1_000_000;

  /** Every 10 ms for 20 s, but for what is left out between two milliseconds. */
  private static long[] arrivalsWithout(long fromMillis, long toMillis) {
    return LongStream.rangeClosed(0, 2000)
        .map(i -> i * 10)
        .filter(at -> at <= fromMillis || at >= toMillis)
        .map(at -> at * MILLI)
        .toArray();
  }

  @Test
  void aSilenceWithinASecondOfAMomentIsAroundIt() {
    var silences = Silences.of(arrivalsWithout(10_800, 10_840), new long[] {10_000 * MILLI});

    assertThat(silences.longestAroundMillis()).containsExactly(40.0);
    assertThat(silences.elsewhere().maxMillis()).isEqualTo(10);
  }

  @Test
  void aSilenceThatReachesIntoThatSecondIsAroundItAsAWhole() {
    var silences = Silences.of(arrivalsWithout(8_000, 9_050), new long[] {10_000 * MILLI});

    assertThat(silences.longestAroundMillis()).containsExactly(1050.0);
    assertThat(silences.elsewhere().maxMillis()).isEqualTo(10);
  }

  @Test
  void aSilenceElsewhereIsNotAroundAMoment() {
    var silences = Silences.of(arrivalsWithout(15_000, 15_070), new long[] {10_000 * MILLI});

    assertThat(silences.longestAroundMillis()).containsExactly(10.0);
    assertThat(silences.elsewhere().maxMillis()).isEqualTo(70);
    assertThat(silences.elsewhere().p50Millis()).isEqualTo(10);
  }

  @Test
  void eachMomentHasItsOwn() {
    var silences =
        Silences.of(arrivalsWithout(10_000, 10_030), new long[] {5_000 * MILLI, 10_000 * MILLI});

    assertThat(silences.longestAroundMillis()).containsExactly(10.0, 30.0);
  }

  @Test
  void ofEachTwoSecondsElsewhereTheLongestIsTold() {
    var silences = Silences.of(arrivalsWithout(15_000, 15_070), new long[] {1_000 * MILLI});

    // ten spans of two seconds, and the last arrival; the moment takes the first away
    assertThat(silences.longestElsewhere().count()).isEqualTo(10);
    assertThat(silences.longestElsewhere().p50Millis()).isEqualTo(10);
    assertThat(silences.longestElsewhere().maxMillis()).isEqualTo(70);
  }

  @Test
  void aMomentWithoutArrivalsIsRefused() {
    assertThatThrownBy(() -> Silences.of(arrivalsWithout(0, 0), new long[] {60_000 * MILLI}))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
