package dev.headgate.dataflow.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * Thousands of random histories of a sink. A failure names its seed; {@code
 * -Dheadgate.histories.seed=SEED -Dheadgate.histories.count=1} plays that history again.
 */
@Execution(ExecutionMode.CONCURRENT)
class CutoverHistoriesTest {

  private static final int STEPS = 600;

  @Test
  void topicIsOldBeforeTAndNewFromTWhateverHappens() {
    long first = Long.getLong("headgate.histories.seed", System.nanoTime());
    int count = Integer.getInteger("headgate.histories.count", 10_000);
    var endings = new TreeMap<String, Integer>();
    long crashes = 0;
    long operatorCrashes = 0;
    long deletions = 0;
    long waysBack = 0;
    long thirds = 0;
    long pauses = 0;
    for (int i = 0; i < count; i++) {
      var world = play(first + i);
      crashes += world.crashes;
      operatorCrashes += world.operatorCrashes;
      deletions += world.deletions;
      waysBack += world.waysBack;
      thirds += world.thirds;
      pauses += world.pauses;
      world.endings.forEach((ending, n) -> endings.merge(ending, n, Integer::sum));
    }
    System.out.printf(
        "histories: seed %d, count %d, worker crashes %d, operator crashes %d, deletions %d, ways"
            + " back %d, of them to a third relation %d, pauses %d, cutovers ended %s%n",
        first, count, crashes, operatorCrashes, deletions, waysBack, thirds, pauses, endings);

    if (count >= 1_000) {
      everyEndingIsTried(endings);
      assertThat(pauses).as("pauses").isGreaterThan(count / 20);
      assertThat(thirds).as("ways to a third relation").isGreaterThan(count / 200);
    }
  }

  private static World play(long seed) {
    var world = new World(seed, new Protocol());
    try {
      world.run(STEPS);
    } catch (AssertionError | RuntimeException e) {
      throw new AssertionError("history with seed %d: %s".formatted(seed, e.getMessage()), e);
    }
    return world;
  }

  private static void everyEndingIsTried(Map<String, Integer> endings) {
    int all = endings.values().stream().mapToInt(Integer::intValue).sum();
    assertThat(endings).containsOnlyKeys("Completed", "Aborted", "TimedOut", "Failed");
    assertThat(endings)
        .as("each ending makes up at least 1 %% of %d", all)
        .allSatisfy((ending, n) -> assertThat(n).isGreaterThanOrEqualTo(all / 100));
  }
}
