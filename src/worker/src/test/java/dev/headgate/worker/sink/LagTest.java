package dev.headgate.worker.sink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.dataflow.cutover.Candidate;
import dev.headgate.dataflow.cutover.CutoverState;
import dev.headgate.dataflow.time.Timestamp;
import dev.headgate.worker.Messages;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class LagTest {

  private static final Candidate TO = Messages.desired(2).candidate().orElseThrow();
  private static final CutoverState CATCHING_UP =
      new CutoverState.CatchingUp(TO, new Timestamp(1), Optional.empty());

  private final Deque<Consumer<Timestamp>> questions = new ArrayDeque<>();
  private final Lag lag = new Lag(100, questions::add);

  @Test
  void withinTheLimitOfTheSourcesEndTheSinkHasCaughtUp() {
    assertThat(isCaughtUp(1_000)).as("before the source's end is known").isFalse();
    answer(1_101);

    assertThat(isCaughtUp(1_000)).isFalse();
    assertThat(isCaughtUp(1_001)).isTrue();
    assertThat(isCaughtUp(2_000)).as("beyond what was told").isTrue();
  }

  @Test
  void theSourceIsAskedAgainOnceItHasAnswered() {
    isCaughtUp(1_000);
    isCaughtUp(1_000);
    assertThat(questions).hasSize(1);

    answer(1_000);
    assertThat(isCaughtUp(1_000)).isTrue();
    answer(5_000);

    assertThat(isCaughtUp(1_000)).as("the source has moved on").isFalse();
  }

  @Test
  void nobodyIsAskedUnlessATryWaitsForIt() {
    assertThat(lag.isCaughtUp(new CutoverState.Idle(), new Timestamp(1_000))).isTrue();
    assertThat(questions).isEmpty();
  }

  @Test
  void afterAFailureItIsAskedAnew() {
    isCaughtUp(1_000);
    lag.forget();

    isCaughtUp(1_000);

    assertThat(questions).hasSize(2);
  }

  private boolean isCaughtUp(long upper) {
    return lag.isCaughtUp(CATCHING_UP, new Timestamp(upper));
  }

  private void answer(long end) {
    questions.remove().accept(new Timestamp(end));
  }
}
