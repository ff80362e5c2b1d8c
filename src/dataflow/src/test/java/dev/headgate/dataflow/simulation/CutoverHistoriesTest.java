package dev.headgate.dataflow.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * Thousands of random histories of a sink. A failure tells the shortest history that shows it, and
 * the properties that play it again.
 */
@Execution(ExecutionMode.CONCURRENT)
class CutoverHistoriesTest {

  @Test
  void topicIsOldBeforeTAndNewFromTWhateverHappens() {
    int count = Integer.getInteger("headgate.histories.count", 10_000);
    var histories = History.wanted(count).toList();
    var endings = new TreeMap<String, Integer>();
    long crashes = 0;
    long operatorCrashes = 0;
    long deletions = 0;
    long waysBack = 0;
    long thirds = 0;
    long pauses = 0;
    for (var history : histories) {
      var world = play(history, count == 1);
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
        histories.getFirst().seed(),
        count,
        crashes,
        operatorCrashes,
        deletions,
        waysBack,
        thirds,
        pauses,
        endings);

    if (count >= 1_000) {
      everyEndingIsTried(endings);
      assertThat(pauses).as("pauses").isGreaterThan(count / 20);
      assertThat(thirds).as("ways to a third relation").isGreaterThan(count / 200);
    }
  }

  private static World play(History history, boolean alone) {
    try {
      return history.play(
          new Protocol(),
          line -> {
            if (alone) {
              System.out.println(line.get());
            }
          });
    } catch (AssertionError | RuntimeException e) {
      var shortest = history.shortest(Protocol::new);
      throw new AssertionError(
          "%s%nThe shortest such history, again with %s:%n%s"
              .formatted(
                  e.getMessage(),
                  shortest.properties(),
                  String.join("\n", shortest.trace(new Protocol()))),
          e);
    }
  }

  private static void everyEndingIsTried(Map<String, Integer> endings) {
    int all = endings.values().stream().mapToInt(Integer::intValue).sum();
    assertThat(endings).containsOnlyKeys("Completed", "Aborted", "TimedOut", "Failed");
    assertThat(endings)
        .as("each ending makes up at least 1 %% of %d", all)
        .allSatisfy((ending, n) -> assertThat(n).isGreaterThanOrEqualTo(all / 100));
  }
}
