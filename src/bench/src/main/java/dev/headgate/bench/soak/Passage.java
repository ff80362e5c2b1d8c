package dev.headgate.bench.soak;

import dev.headgate.dataflow.cutover.Mode;
import dev.headgate.dataflow.time.Timestamp;
import java.util.List;

/**
 * A cutover that has happened, and was judged exact.
 *
 * @param number counted from 1
 * @param mode of what it did at T
 * @param to the relation that flows since
 * @param at T
 * @param editToCompletedNanos from the edit until the Sink's status said Completed
 * @param editToFirstNanos from the edit until the first record at or beyond T came to a consumer
 * @param gapNanos the longest silence at the consumer within a second of that
 * @param blows in the order in which they fell
 * @param messages how many were judged since the last verdict
 * @param judgedNanos how long the verdict took
 */
public record Passage(
    int number,
    Mode mode,
    String to,
    Timestamp at,
    long editToCompletedNanos,
    long editToFirstNanos,
    long gapNanos,
    List<Blow> blows,
    long messages,
    long judgedNanos) {

  public Passage {
    blows = List.copyOf(blows);
  }

  /** As resources name it. */
  String modeWord() {
    return switch (mode) {
      case FORWARD -> "Forward";
      case RECONCILE -> "Reconcile";
      case REFRESH -> "Refresh";
    };
  }

  /** Whether nothing else was struck. */
  boolean hasNoBlowBut(Kill kill) {
    return blows.stream().allMatch(blow -> blow.kill() == kill);
  }
}
