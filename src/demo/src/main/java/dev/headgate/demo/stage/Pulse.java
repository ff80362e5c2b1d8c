package dev.headgate.demo.stage;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** Says from time to time how far the sink is and what a consumer has seen. */
public final class Pulse implements AutoCloseable {

  private static final int WIDTH = 90;

  private final Stage stage;
  private final TopicWatch watch;
  private final RecordText text;
  private final Supplier<String> frontier;
  private final AtomicBoolean stopped = new AtomicBoolean();
  private final Thread thread;

  /**
   * Begins to.
   *
   * @param frontier as the status has it
   */
  public Pulse(
      Stage stage, TopicWatch watch, URI registry, Supplier<String> frontier, Duration period) {
    this.stage = stage;
    this.watch = watch;
    this.text = new RecordText(registry);
    this.frontier = frontier;
    this.thread = Thread.ofPlatform().name("pulse").daemon().start(() -> beat(period));
  }

  private void beat(Duration period) {
    while (!stopped.get()) {
      stage.say(
          "  frontier %s, consumer has %d records, last %s"
              .formatted(frontier.get(), watch.count(), last()));
      LockSupport.parkNanos(period.toNanos());
    }
  }

  private String last() {
    try {
      var last = watch.last();
      String line = last.isPresent() ? text.of(last.get()) : "none";
      return line.length() > WIDTH ? line.substring(0, WIDTH) + "..." : line;
    } catch (IOException e) {
      return "cannot be read: " + e.getMessage();
    }
  }

  @Override
  public void close() throws InterruptedException {
    stopped.set(true);
    LockSupport.unpark(thread);
    thread.join();
    text.close();
  }
}
