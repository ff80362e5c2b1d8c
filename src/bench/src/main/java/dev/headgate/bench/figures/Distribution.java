package dev.headgate.bench.figures;

import java.util.Arrays;

/**
 * How long something took, many times, in milliseconds. A quantile is the smallest value that at
 * least that part of all values do not exceed (nearest rank), so it is a value that occurred.
 *
 * @param count how many times
 */
public record Distribution(
    long count, double p50Millis, double p99Millis, double p999Millis, double maxMillis) {

  /**
   * Of durations in nanoseconds, in any order.
   *
   * @throws IllegalArgumentException if there are none
   */
  public static Distribution ofNanos(long[] durations) {
    if (durations.length == 0) {
      throw new IllegalArgumentException("nothing was measured");
    }
    var sorted = durations.clone();
    Arrays.sort(sorted);
    return new Distribution(
        sorted.length,
        Durations.millis(quantile(sorted, 500)),
        Durations.millis(quantile(sorted, 990)),
        Durations.millis(quantile(sorted, 999)),
        Durations.millis(sorted[sorted.length - 1]));
  }

  private static long quantile(long[] sorted, long perMille) {
    long rank = (sorted.length * perMille + 999) / 1000;
    return sorted[(int) Math.max(0, rank - 1)];
  }
}
