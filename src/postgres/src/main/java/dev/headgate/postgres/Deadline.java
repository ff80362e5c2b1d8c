package dev.headgate.postgres;

import java.time.Duration;

/**
 * When an exchange with a server must be over, by the machine's own monotonic clock: what is waited
 * for is real, so there is no other clock to pass in.
 */
public record Deadline(long nanos) {

  public static Deadline in(Duration timeout) {
    return new Deadline(System.nanoTime() + timeout.toNanos());
  }

  public boolean hasPassed() {
    return leftNanos() <= 0;
  }

  /** Zero or less once it has passed. */
  public long leftNanos() {
    return nanos - System.nanoTime();
  }
}
