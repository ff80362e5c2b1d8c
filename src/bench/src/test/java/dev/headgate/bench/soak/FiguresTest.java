package dev.headgate.bench.soak;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.dataflow.cutover.Mode;
import dev.headgate.dataflow.time.Timestamp;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class FiguresTest {

  private static final Judge.Judged JUDGED = new Judge.Judged(5, 40, 100, new long[] {7});

  /** Cutovers of 1, 2, 3 and so on milliseconds, in which that was struck, at "before". */
  private static Figures of(List<List<Kill>> struck) {
    var passages =
        IntStream.range(0, struck.size())
            .mapToObj(i -> passage(i + 1, (i + 1) * 1_000_000L, struck.get(i)))
            .toList();
    return Figures.of(passages, JUDGED, struck.size() + 1, 0, 9);
  }

  private static Passage passage(int number, long nanos, List<Kill> struck) {
    var blows = struck.stream().map(kill -> new Blow(kill, "before", 0, 5)).toList();
    return new Passage(number, Mode.FORWARD, "r", Timestamp.ZERO, nanos, nanos, nanos, blows, 1, 1);
  }

  @Test
  void killsAreCountedByKindAndPoint() {
    var figures = of(List.of(List.of(Kill.WORKER, Kill.WORKER), List.of(), List.of(Kill.BROKER)));

    assertThat(figures.kills()).containsEntry("worker", 2).containsEntry("session", 0);
    assertThat(figures.killsByPoint())
        .containsEntry("worker", Map.of("before", 2))
        .containsEntry("broker", Map.of("before", 1));
    assertThat(figures.down()).containsOnlyKeys("worker", "broker");
  }

  @Test
  void aCutoverAfterADisturbedOneIsNotUndisturbed() {
    var figures = of(Stream.of(List.<Kill>of(), List.of(Kill.SESSION), List.<Kill>of()).toList());

    assertThat(figures.gap().get("all").count()).isEqualTo(3);
    assertThat(figures.gap().get("undisturbed Forward").count()).isEqualTo(1);
    assertThat(figures.gap().get("undisturbed Forward").maxMillis()).isEqualTo(1);
    assertThat(figures.gap().get("session").maxMillis()).isEqualTo(2);
  }

  @Test
  void aCutoverWithBlowsOfTwoKindsInItOrTheOneBeforeCountsForNeither() {
    var both = List.of(Kill.WORKER, Kill.BROKER);
    var worker = List.of(Kill.WORKER, Kill.WORKER);
    var figures = of(List.of(worker, both, worker, worker));

    assertThat(figures.gap().get("all").count()).isEqualTo(4);
    assertThat(figures.gap().get("worker").count()).isEqualTo(2);
    assertThat(figures.gap()).doesNotContainKey("broker");
  }

  @Test
  void whatNeverHappenedHasNoDistribution() {
    assertThat(of(List.of(List.of(Kill.WORKER))).gap()).containsOnlyKeys("all", "worker");
  }
}
