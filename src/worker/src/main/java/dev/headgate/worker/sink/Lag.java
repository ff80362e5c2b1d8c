package dev.headgate.worker.sink;

import dev.headgate.dataflow.cutover.CutoverState;
import dev.headgate.dataflow.time.Timestamp;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * How far the sink is behind its source, while a try waits until it has caught up. The source is
 * asked for its end again and again, one time after the other. Used by the sink's loop alone.
 */
final class Lag {

  private final long limitBytes;
  private final Consumer<Consumer<Timestamp>> askForEnd;
  private Optional<Timestamp> end = Optional.empty();
  private boolean asked;

  /**
   * @param limitBytes of WAL, how far behind still counts as caught up
   * @param askForEnd asks the source where it ends, and tells it later
   */
  Lag(long limitBytes, Consumer<Consumer<Timestamp>> askForEnd) {
    this.limitBytes = limitBytes;
    this.askForEnd = askForEnd;
  }

  /**
   * Whether the sink is within the limit of the source's end, as it was a moment ago. Unless a try
   * waits for that, nobody is asked and the answer does not matter.
   *
   * @param upper how far the source is read
   */
  boolean isCaughtUp(CutoverState state, Timestamp upper) {
    if (!(state instanceof CutoverState.CatchingUp)) {
      end = Optional.empty();
      return true;
    }
    if (!asked) {
      asked = true;
      askForEnd.accept(this::told);
    }
    return end.filter(e -> isNear(upper, e)).isPresent();
  }

  private boolean isNear(Timestamp upper, Timestamp of) {
    return !upper.isBefore(of) || of.bits() - upper.bits() <= limitBytes;
  }

  private void told(Timestamp newEnd) {
    asked = false;
    end = Optional.of(newEnd);
  }

  /** What was asked for is not answered any more. */
  void forget() {
    asked = false;
    end = Optional.empty();
  }
}
