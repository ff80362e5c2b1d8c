package dev.headgate.operator.worker;

import java.time.Duration;

/**
 * How patiently event streams are followed.
 *
 * @param first how long to wait before a broken stream is tried again; doubled at each failure
 * @param longest at most so long
 * @param silence the longest time that a stream goes without a line; a worker sends one every 15 s
 */
public record Pace(Duration first, Duration longest, Duration silence) {

  public static final Pace DEFAULT =
      new Pace(Duration.ofMillis(200), Duration.ofSeconds(5), Duration.ofSeconds(40));

  /** What to wait after having waited {@code pause}. */
  Duration after(Duration pause) {
    var doubled = pause.multipliedBy(2);
    return doubled.compareTo(longest) < 0 ? doubled : longest;
  }
}
