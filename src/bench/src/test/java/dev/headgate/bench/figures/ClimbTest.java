package dev.headgate.bench.figures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headgate.bench.figures.Climb.Look;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ClimbTest {

  private static Look at(double seconds, long count) {
    return new Look((long) (seconds * 1e9), count);
  }

  /** 100 a second from the first second on, 50 there before; nothing new after eleven seconds. */
  private static final List<Look> STEADY =
      Stream.of(
              Stream.of(at(0, 50), at(0.5, 50)),
              IntStream.rangeClosed(1, 10).mapToObj(i -> at(i, 50 + 100L * i)),
              Stream.of(at(11, 1050), at(12, 1050)))
          .flatMap(s -> s)
          .toList();

  @Test
  void theRateRunsFromTheFirstLookThatSawSomethingToTheFirstThatSawAll() {
    assertThat(Climb.of(STEADY, 1000)).isEqualTo(new Climb(9, 100, 100));
  }

  @Test
  void theMiddleRateLeavesOutHowItGoesAndEnds() {
    // slow to its first tenth and from its ninth on, 400 a second between
    var looks = List.of(at(0, 0), at(1, 1), at(5, 100), at(6, 500), at(7, 900), at(17, 1000));

    var climb = Climb.of(looks, 1000);

    assertThat(climb.perSecond10to90()).isEqualTo(400);
    assertThat(climb.seconds()).isEqualTo(16);
  }

  @Test
  void markersAreNotCounted() {
    // of the 1000 by which offsets rose, 900 are records
    assertThat(Climb.of(STEADY, 900)).isEqualTo(new Climb(9, 90, 90));
  }

  @Test
  void theFirstRiseIsTheFirstLookThatSawSomething() {
    assertThat(Climb.firstRise(STEADY)).isEqualTo(at(1, 150));
  }

  @Test
  void fromTooFewStepsThereIsNoRate() {
    var looks = List.of(at(0, 0), at(1, 500), at(2, 1000));

    assertThatThrownBy(() -> Climb.of(looks, 1000))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("measure more changes");
  }

  @Test
  void whatDoesNotRiseHasNoRate() {
    assertThatThrownBy(() -> Climb.of(List.of(at(0, 5), at(1, 5)), 1000))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
