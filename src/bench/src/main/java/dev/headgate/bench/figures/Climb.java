package dev.headgate.bench.figures;

import java.util.ArrayList;
import java.util.List;

/**
 * How a count rose, seen by looking at it again and again.
 *
 * <p>The rate runs from the look that first saw something to the look that first saw everything;
 * what the former saw already is not counted. The rate "10-90" is that between the tenth and the
 * ninetieth percent, which leaves out how it gets going and how it ends.
 *
 * @param seconds from the first to the last
 * @param perSecond the rate
 * @param perSecond10to90 the rate between 10 % and 90 %
 */
public record Climb(double seconds, double perSecond, double perSecond10to90) {

  /** What the count was, and when, in nanoseconds of one monotonic clock. */
  public record Look(long nanos, long count) {}

  /**
   * Of looks in the order of time.
   *
   * @param looks the first saw the count before it rose
   * @param items what the whole rise stands for. The count may have risen by more, as offsets do,
   *     which count the markers of transactions too
   * @throws IllegalArgumentException if the rise was seen in too few steps to tell a rate
   */
  public static Climb of(List<Look> looks, long items) {
    var steps = steps(looks);
    long from = looks.getFirst().count();
    long rise = looks.getLast().count() - from;
    var tenth = firstAt(steps, from + rise / 10);
    var ninetieth = firstAt(steps, from + rise - rise / 10);
    if (steps.size() < 3 || tenth.nanos() == ninetieth.nanos()) {
      throw new IllegalArgumentException(
          "%d records came in %d steps, too few to tell a rate; measure more changes"
              .formatted(rise, steps.size()));
    }
    var first = steps.getFirst();
    var last = steps.getLast();
    double share = (double) items / rise;
    return new Climb(
        Durations.seconds(last.nanos() - first.nanos()),
        Math.round(perSecond(first, last) * share),
        Math.round(perSecond(tenth, ninetieth) * share));
  }

  /** The look that first saw more than the one at the beginning. */
  public static Look firstRise(List<Look> looks) {
    return firstAt(looks, looks.getFirst().count() + 1);
  }

  /** The looks that saw more than the one before. */
  private static List<Look> steps(List<Look> looks) {
    var steps = new ArrayList<Look>();
    long seen = looks.getFirst().count();
    for (var look : looks) {
      if (look.count() > seen) {
        seen = look.count();
        steps.add(look);
      }
    }
    return steps;
  }

  private static Look firstAt(List<Look> steps, long count) {
    return steps.stream()
        .filter(s -> s.count() >= count)
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("the count did not rise"));
  }

  private static double perSecond(Look from, Look to) {
    return (to.count() - from.count()) / ((to.nanos() - from.nanos()) / 1e9);
  }
}
