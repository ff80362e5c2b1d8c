package dev.headgate.demo;

import java.io.PrintStream;
import java.util.concurrent.Callable;

/** Tells what goes on, a line each. */
final class Stage {

  private final PrintStream out;
  private final long began = System.nanoTime();

  Stage(PrintStream out) {
    this.out = out;
  }

  /** Says something. */
  void say(String line) {
    out.printf("%6.1f s  %s%n", (System.nanoTime() - began) / 1e9, line);
  }

  /** Does something that may take a while, and says so before and after. */
  <T> T during(String what, Callable<T> work) throws Exception {
    say(what + " ...");
    long from = System.nanoTime();
    T result = work.call();
    say("%s: done in %.1f s".formatted(what, (System.nanoTime() - from) / 1e9));
    return result;
  }
}
