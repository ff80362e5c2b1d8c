package dev.headgate.worker.http;

import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Ends what takes too long by interrupting its thread. The JDK's server reads and writes through
 * interruptible channels, so an interrupt closes the connection and the blocked call throws: the
 * only way to get rid of a client that does not read its answer, as closing the exchange from
 * elsewhere would wait for that client too.
 */
final class Deadlines implements AutoCloseable {

  private final ScheduledThreadPoolExecutor timer =
      new ScheduledThreadPoolExecutor(
          1, Thread.ofPlatform().name("http-deadlines").daemon().factory());

  Deadlines() {
    timer.setRemoveOnCancelPolicy(true);
  }

  /** Gives the calling thread {@code limit}, until the deadline is closed. */
  Deadline within(Duration limit) {
    return new Deadline(Thread.currentThread(), limit);
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }

  /** Time given to one thread. */
  final class Deadline implements AutoCloseable {
    private final Thread thread;
    private final ScheduledFuture<?> passing;
    private boolean over;

    private Deadline(Thread thread, Duration limit) {
      this.thread = thread;
      this.passing = timer.schedule(this::pass, limit.toNanos(), TimeUnit.NANOSECONDS);
    }

    private synchronized void pass() {
      if (!over) {
        thread.interrupt();
      }
    }

    /** Once this returns, the thread is not interrupted any more. */
    @Override
    public void close() {
      synchronized (this) {
        over = true;
      }
      passing.cancel(false);
    }
  }
}
