package dev.headgate.bench.figures;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * How long a consumer heard nothing: the time from one arrival to the next, around some moments and
 * elsewhere. A silence belongs to a moment if any of it lies within a second of it.
 *
 * <p>The longest of many silences grows with their number, so the longest around a moment, of two
 * seconds, is to be compared with the longest of other spans of two seconds.
 *
 * @param longestAroundMillis the longest around each moment
 * @param longestAround their distribution
 * @param elsewhere all silences that belong to no moment
 * @param longestElsewhere of each span of two seconds elsewhere its longest silence
 */
public record Silences(
    List<Double> longestAroundMillis,
    Distribution longestAround,
    Distribution elsewhere,
    Distribution longestElsewhere) {

  /** How far from a moment a silence may be and still belong to it, in nanoseconds. */
  public static final long REACH = 1_000_000_000L;

  /**
   * Of arrivals and moments in the order of time, in nanoseconds of one monotonic clock.
   *
   * @throws IllegalArgumentException if a moment has no silence around it, or all have one
   */
  public static Silences of(long[] arrivals, long[] moments) {
    var around = new long[moments.length];
    var spans = new long[spanOf(arrivals, arrivals.length - 1) + 1];
    var elsewhere = LongStream.builder();
    for (int i = 1; i < arrivals.length; i++) {
      long silence = arrivals[i] - arrivals[i - 1];
      int moment = momentOf(arrivals[i - 1], arrivals[i], moments);
      if (moment >= 0) {
        around[moment] = Math.max(around[moment], silence);
      } else {
        elsewhere.add(silence);
        int span = spanOf(arrivals, i);
        spans[span] = Math.max(spans[span], silence);
      }
    }
    if (Arrays.stream(around).anyMatch(longest -> longest == 0)) {
      throw new IllegalArgumentException("nothing arrived around one of the moments");
    }
    return new Silences(
        Arrays.stream(around).mapToObj(Durations::millis).toList(),
        Distribution.ofNanos(around),
        Distribution.ofNanos(elsewhere.build().toArray()),
        Distribution.ofNanos(Arrays.stream(spans).filter(longest -> longest > 0).toArray()));
  }

  /**
   * The longest silence that belongs to one moment, in nanoseconds.
   *
   * @param arrivals at least one before, and one after all that belongs to the moment
   */
  public static long longestAround(long[] arrivals, long moment) {
    return IntStream.range(1, arrivals.length)
        .filter(i -> momentOf(arrivals[i - 1], arrivals[i], new long[] {moment}) == 0)
        .mapToLong(i -> arrivals[i] - arrivals[i - 1])
        .max()
        .orElseThrow(() -> new IllegalArgumentException("nothing arrived around the moment"));
  }

  private static int spanOf(long[] arrivals, int i) {
    return (int) ((arrivals[i] - arrivals[0]) / (2 * REACH));
  }

  private static int momentOf(long from, long to, long[] moments) {
    for (int i = 0; i < moments.length; i++) {
      if (to > moments[i] - REACH && from < moments[i] + REACH) {
        return i;
      }
    }
    return -1;
  }
}
