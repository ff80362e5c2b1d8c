package dev.headgate.testkit.kubernetes.kubelet;

import java.time.Duration;

/**
 * How long a container that ended waits for its restart: not at all the first time, then {@code
 * first}, doubled up to {@code limit}, as the kubelet's crash-loop back-off does.
 */
final class BackOff {

  private final Duration first;
  private final Duration limit;
  private Duration next = Duration.ZERO;

  BackOff(Duration first, Duration limit) {
    this.first = first;
    this.limit = limit;
  }

  /**
   * The wait after an end.
   *
   * @param ran how long the container had run; twice the limit makes this end count as the first
   */
  Duration afterRun(Duration ran) {
    if (ran.compareTo(limit.multipliedBy(2)) >= 0) {
      next = Duration.ZERO;
    }
    Duration wait = next;
    Duration doubled = wait.isZero() ? first : wait.multipliedBy(2);
    next = doubled.compareTo(limit) > 0 ? limit : doubled;
    return wait;
  }
}
