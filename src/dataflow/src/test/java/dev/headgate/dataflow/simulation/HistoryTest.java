package dev.headgate.dataflow.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class HistoryTest {

  @Test
  void aFailingHistoryIsMadeShortAndFailsAgainAsItWasTold() {
    Supplier<Protocol> bug = Mutants.DeadlineIgnored::new;
    var failing =
        Stream.iterate(0L, seed -> seed + 1)
            .map(History::of)
            .filter(history -> history.failure(bug.get()).isPresent())
            .findFirst()
            .orElseThrow();

    var shortest = failing.shortest(bug);

    assertThat(shortest.seed()).isEqualTo(failing.seed());
    assertThat(shortest.steps()).isLessThan(failing.steps());
    var failure = shortest.failure(bug.get());
    assertThat(failure).isPresent();
    assertThat(shortest.failure(new Protocol())).as("without the bug").isEmpty();
    var trace = shortest.trace(bug.get());
    assertThat(trace).last().isEqualTo(failure.get().getMessage());
    assertThat(misfortunes(trace)).isLessThan(misfortunes(failing.trace(bug.get())));
  }

  private static long misfortunes(List<String> trace) {
    return trace.stream().filter(line -> line.startsWith("misfortune ")).count();
  }

  @Test
  void whatIsToldOfAHistoryNamesAllOfIt() {
    assertThat(new History(7, 31, Set.of(12, 3)).properties())
        .isEqualTo(
            "-Dheadgate.histories.seed=7 -Dheadgate.histories.steps=31"
                + " -Dheadgate.histories.spared=3,12 -Dheadgate.histories.count=1");
  }
}
