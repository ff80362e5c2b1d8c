package dev.headgate.worker.sink;

import dev.headgate.dataflow.lifecycle.SinkEvent;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Runs what may block, one step after the other, beside the loop. What a step finds is handed to
 * the loop. An answer to a step that was asked for before the last {@link #beginNewLife} is not
 * heeded: whatever it was about is gone.
 */
final class SideSteps {

  /** Where answers go. */
  interface Loop {
    /**
     * Runs {@code action} on the loop's thread, if {@code life} is still the present one then. Any
     * thread may call.
     */
    void run(long life, Runnable action);

    /** Takes an event. Called on the loop's thread. */
    void handle(SinkEvent event);
  }

  private final ExecutorService thread;
  private final Loop loop;
  private final Function<Throwable, SinkEvent> failures;
  private final AtomicLong life = new AtomicLong();

  /**
   * Begins with nothing to do.
   *
   * @param failures what a step's failure means, unless it says so itself
   */
  SideSteps(String name, Loop loop, Function<Throwable, SinkEvent> failures) {
    this.thread =
        Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().name(name).factory());
    this.loop = loop;
    this.failures = failures;
  }

  /** Which life this is; told to the loop with every answer. */
  long life() {
    return life.get();
  }

  /**
   * From now on no answer to an earlier step is heeded, and steps that did not begin are dropped.
   */
  void beginNewLife() {
    life.incrementAndGet();
  }

  /** Runs a step whose answer is an event. */
  void ask(Callable<SinkEvent> step) {
    ask(step, failures);
  }

  /** As {@link #ask(Callable)}; {@code ownFailures} says what its failure means. */
  void ask(Callable<SinkEvent> step, Function<Throwable, SinkEvent> ownFailures) {
    look(step, loop::handle, ownFailures);
  }

  /** Runs a step; {@code then} is told on the loop's thread what it found. */
  <T> void look(Callable<T> step, Consumer<T> then) {
    look(step, then, failures);
  }

  /** As {@link #look(Callable, Consumer)}; {@code ownFailures} says what its failure means. */
  <T> void look(Callable<T> step, Consumer<T> then, Function<Throwable, SinkEvent> ownFailures) {
    long asked = life();
    thread.execute(
        () -> {
          if (asked != life()) {
            return;
          }
          try {
            T found = step.call();
            loop.run(asked, () -> then.accept(found));
          } catch (Exception e) {
            var event = ownFailures.apply(e);
            loop.run(asked, () -> loop.handle(event));
          }
        });
  }

  /** Runs {@code action} on the loop's thread, if this life is still the present one then. */
  void tell(Runnable action) {
    loop.run(life(), action);
  }

  /** Runs {@code step} in its turn, whatever life it is then. */
  void tidy(Runnable step) {
    thread.execute(step);
  }

  /** Runs what is left, then ends; waits for that, but not for ever. */
  void close() throws InterruptedException {
    thread.shutdown();
    if (!thread.awaitTermination(15, TimeUnit.SECONDS)) {
      thread.shutdownNow();
    }
  }
}
