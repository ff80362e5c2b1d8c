package dev.headgate.bench.machine;

import dev.headgate.bench.figures.Durations;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;

/**
 * Waits until the machine has nothing to do, so that a figure is not that of somebody else's work.
 */
public final class Quiet {

  private static final double MOST_BUSY = 0.10;
  private static final Duration LOOK = Duration.ofMillis(500);
  private static final int LOOKS = 4;

  private final Proc proc;
  private final Duration limit;

  /**
   * @param limit how long to wait at most
   */
  public Quiet(Proc proc, Duration limit) {
    this.proc = proc;
    this.limit = limit;
  }

  /**
   * How the wait ended.
   *
   * @param idle whether the machine was less than 10 % busy for two seconds
   * @param waitedSeconds how long that took
   * @param busyShare of the last two seconds, all processors together
   */
  public record Answer(boolean idle, double waitedSeconds, double busyShare) {}

  /** Waits for two seconds of quiet, or until the limit has passed. */
  public Answer await() {
    long began = System.nanoTime();
    var window = new double[LOOKS];
    var before = proc.machine();
    for (int look = 0; ; look++) {
      LockSupport.parkNanos(LOOK.toNanos());
      var now = proc.machine();
      window[look % LOOKS] = busyShare(before, now);
      before = now;
      double busy = Arrays.stream(window).average().orElseThrow();
      boolean full = look >= LOOKS - 1;
      boolean quiet = full && Arrays.stream(window).allMatch(share -> share < MOST_BUSY);
      long waited = System.nanoTime() - began;
      if (quiet || full && waited >= limit.toNanos()) {
        return new Answer(quiet, Durations.seconds(waited), Math.round(busy * 1000) / 1000.0);
      }
    }
  }

  private static double busyShare(Proc.Machine before, Proc.Machine now) {
    double busy = now.busy() + now.stolen() - before.busy() - before.stolen();
    double idle = now.idle() - before.idle();
    return busy + idle == 0 ? 0 : busy / (busy + idle);
  }
}
