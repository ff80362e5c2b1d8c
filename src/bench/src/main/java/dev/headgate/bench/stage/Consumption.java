package dev.headgate.bench.stage;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.consumer.ConsumerRecords;

/** Reads a topic from its beginning on a thread of its own, until enough has come. */
public final class Consumption implements AutoCloseable {

  private static final Duration POLL = Duration.ofMillis(100);

  /** Takes what came; called by one thread. */
  @FunctionalInterface
  public interface Arrivals {
    /**
     * Some records came.
     *
     * @param nanos when, as of {@link System#nanoTime}
     * @return whether that is enough
     */
    boolean came(ConsumerRecords<byte[], byte[]> records, long nanos) throws Exception;
  }

  private final AtomicBoolean stopped = new AtomicBoolean();
  private final CountDownLatch began = new CountDownLatch(1);
  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private final Thread thread;

  /** Begins; on return records are waited for. */
  public Consumption(DataTopic topic, Arrivals arrivals) throws InterruptedException {
    this.thread =
        Thread.ofPlatform().name("consumer").daemon().start(() -> consume(topic, arrivals));
    began.await();
  }

  private void consume(DataTopic topic, Arrivals arrivals) {
    try (var consumer = topic.consumer()) {
      boolean enough = false;
      while (!enough && !stopped.get()) {
        var records = consumer.poll(POLL);
        long now = System.nanoTime();
        began.countDown();
        enough = !records.isEmpty() && arrivals.came(records, now);
      }
      ended.complete(null);
    } catch (Exception e) {
      began.countDown();
      ended.completeExceptionally(e);
    }
  }

  /** Fails if it has ended by a failure. */
  public void requireNoFailure() throws Exception {
    if (ended.isCompletedExceptionally()) {
      ended.get();
    }
  }

  /** Waits until enough has come. */
  public void await(Duration limit) throws Exception {
    ended.get(limit.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public void close() throws InterruptedException {
    stopped.set(true);
    thread.join();
  }
}
