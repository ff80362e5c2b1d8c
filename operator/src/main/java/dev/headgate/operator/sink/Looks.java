package dev.headgate.operator.sink;

import java.time.Duration;

/**
 * How long until the next look at a Sink. Whatever needs a decision is told by events; looks find
 * what no event tells of, and bring the frontier into the status. A look costs the API server and
 * the worker a few requests each.
 */
final class Looks {

  /** At a sink that is on its way. */
  static final Duration SOON = Duration.ofMillis(500);

  /** At a sink that cannot begin, or go on, until somebody creates something. */
  static final Duration WAITING = Duration.ofSeconds(5);

  private static final Duration SETTLED = Duration.ofSeconds(5);

  /** Settled sinks together are looked at 20 times a second at most. */
  private static final Duration SHARE = Duration.ofMillis(50);

  private Looks() {}

  /**
   * At a sink that is where it shall be.
   *
   * @param sinks how many the operator looks after
   */
  static Duration settled(long sinks) {
    var fair = SHARE.multipliedBy(sinks);
    return fair.compareTo(SETTLED) > 0 ? fair : SETTLED;
  }
}
