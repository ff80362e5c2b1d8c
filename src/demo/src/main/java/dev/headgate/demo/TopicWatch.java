package dev.headgate.demo;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** A consumer of the topic, from its beginning, that notes when each message came. Thread-safe. */
final class TopicWatch implements AutoCloseable {

  /**
   * A message that came.
   *
   * @param at its timestamp
   * @param nanos when it came
   */
  private record Arrival(long at, long nanos) {}

  private final List<Arrival> arrivals = new ArrayList<>();
  private final AtomicBoolean stopped = new AtomicBoolean();
  private final Thread thread;

  TopicWatch(String bootstrapServers, String topic) {
    thread =
        Thread.ofPlatform().name("consumer").daemon().start(() -> consume(bootstrapServers, topic));
  }

  private void consume(String bootstrapServers, String topic) {
    var settings =
        Map.<String, Object>of(
            "bootstrap.servers", bootstrapServers,
            "isolation.level", "read_committed",
            "fetch.max.wait.ms", "10");
    try (var consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      var partitions =
          consumer.partitionsFor(topic).stream()
              .map(p -> new TopicPartition(topic, p.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      while (!stopped.get()) {
        var records = consumer.poll(Duration.ofMillis(50));
        long now = System.nanoTime();
        synchronized (arrivals) {
          records.forEach(r -> arrivals.add(new Arrival(at(r), now)));
        }
      }
    }
  }

  private static long at(ConsumerRecord<byte[], byte[]> record) {
    var header = record.headers().lastHeader("headgate-timestamp");
    return Long.parseUnsignedLong(new String(header.value(), StandardCharsets.UTF_8));
  }

  int count() {
    synchronized (arrivals) {
      return arrivals.size();
    }
  }

  /**
   * The longest time without a message between {@code around} before and after the first message
   * from {@code at} on.
   */
  Duration longestSilence(long at, Duration around) {
    synchronized (arrivals) {
      long turn =
          arrivals.stream()
              .filter(a -> Long.compareUnsigned(a.at(), at) >= 0)
              .mapToLong(Arrival::nanos)
              .min()
              .orElseThrow();
      long longest = 0;
      long before = turn - around.toNanos();
      for (Arrival arrival : arrivals) {
        if (arrival.nanos() >= turn - around.toNanos()
            && arrival.nanos() <= turn + around.toNanos()) {
          longest = Math.max(longest, arrival.nanos() - before);
          before = arrival.nanos();
        }
      }
      return Duration.ofNanos(longest);
    }
  }

  @Override
  public void close() throws InterruptedException {
    stopped.set(true);
    thread.join();
  }
}
