package dev.headgate.demo.stage;

import java.io.PrintStream;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** Tells what goes on, a line each. Thread-safe. */
public final class Stage {

  private static final long PROGRESS_SECONDS = 10;

  private final PrintStream out;
  private final long began = System.nanoTime();

  public Stage(PrintStream out) {
    this.out = out;
  }

  /** Says something. */
  public void say(String line) {
    out.printf("%6.1f s  %s%n", secondsSince(began), line);
  }

  /** Shows something to be copied, without the time. */
  public void print(String line) {
    out.println(line);
  }

  /** Does something that may take a while, says so before and after, and now and then between. */
  public <T> T during(String what, Callable<T> work) throws Exception {
    say(what + " ...");
    long from = System.nanoTime();
    try (var clock = Executors.newSingleThreadScheduledExecutor()) {
      clock.scheduleAtFixedRate(
          () -> say("%s: %.0f s so far".formatted(what, secondsSince(from))),
          PROGRESS_SECONDS,
          PROGRESS_SECONDS,
          TimeUnit.SECONDS);
      T result = work.call();
      say("%s: done in %.1f s".formatted(what, secondsSince(from)));
      return result;
    }
  }

  private static double secondsSince(long nanos) {
    return (System.nanoTime() - nanos) / 1e9;
  }
}
