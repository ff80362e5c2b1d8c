package dev.headgate.demo.stage;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** A consumer of the topic, from its beginning, that counts. Thread-safe. */
public final class TopicWatch implements AutoCloseable {

  /** Is told of each record. */
  public interface Listener {

    /**
     * A record came.
     *
     * @param at the position upstream that it carries, unsigned
     * @param nanos when it came, as of {@link System#nanoTime}
     */
    void came(long at, long nanos);
  }

  private final Listener listener;
  private final AtomicBoolean stopped = new AtomicBoolean();
  private final Thread thread;
  private Optional<ConsumerRecord<byte[], byte[]>> last = Optional.empty();
  private long count;

  /** Begins to watch a topic that exists. */
  public TopicWatch(String bootstrapServers, String topic, Listener listener) {
    this.listener = listener;
    this.thread =
        Thread.ofPlatform().name("consumer").daemon().start(() -> consume(bootstrapServers, topic));
  }

  private void consume(String bootstrapServers, String topic) {
    try (var consumer = new TopicConsumer(bootstrapServers, topic)) {
      while (!stopped.get()) {
        var records = consumer.poll();
        long now = System.nanoTime();
        records.forEach(r -> note(r, now));
      }
    }
  }

  private synchronized void note(ConsumerRecord<byte[], byte[]> record, long now) {
    count++;
    last = Optional.of(record);
    listener.came(RecordText.timestamp(record), now);
  }

  /** How many records came. */
  public synchronized long count() {
    return count;
  }

  /** The record that came last. */
  public synchronized Optional<ConsumerRecord<byte[], byte[]>> last() {
    return last;
  }

  @Override
  public void close() throws InterruptedException {
    stopped.set(true);
    thread.join();
  }
}
