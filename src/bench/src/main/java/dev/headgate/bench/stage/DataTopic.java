package dev.headgate.bench.stage;

import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** A sink's topic, as a {@code read_committed} consumer sees it. */
public record DataTopic(String bootstrapServers, String name) {

  public static final int PARTITIONS = 4;

  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration LIMIT = Duration.ofSeconds(60);

  /** A new consumer that is at the beginning of the topic, to be closed by the caller. */
  public KafkaConsumer<byte[], byte[]> consumer() {
    var consumer = consumer(IsolationLevel.READ_COMMITTED);
    consumer.assign(partitions());
    consumer.seekToBeginning(partitions());
    return consumer;
  }

  /** The sum of all partitions' last stable offsets, which count the markers of transactions. */
  public static long visible(KafkaConsumer<byte[], byte[]> consumer) {
    return consumer.endOffsets(consumer.assignment()).values().stream()
        .mapToLong(Long::longValue)
        .sum();
  }

  /** How many records there are, by reading all of them. */
  public long countRecords() {
    try (var consumer = consumer();
        var uncommitted = consumer(IsolationLevel.READ_UNCOMMITTED)) {
      var ends = uncommitted.endOffsets(partitions());
      long deadline = System.nanoTime() + LIMIT.toNanos();
      long count = 0;
      while (!isAt(ends, consumer)) {
        if (System.nanoTime() > deadline) {
          throw new IllegalStateException("Topic %s was not read in time.".formatted(name));
        }
        count += consumer.poll(POLL).count();
      }
      return count;
    }
  }

  private static boolean isAt(
      Map<TopicPartition, Long> ends, KafkaConsumer<byte[], byte[]> consumer) {
    return ends.entrySet().stream()
        .allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
  }

  private Collection<TopicPartition> partitions() {
    return IntStream.range(0, PARTITIONS).mapToObj(i -> new TopicPartition(name, i)).toList();
  }

  private KafkaConsumer<byte[], byte[]> consumer(IsolationLevel level) {
    return new KafkaConsumer<>(
        Map.of(
            ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
            bootstrapServers,
            ConsumerConfig.ISOLATION_LEVEL_CONFIG,
            level.toString(),
            ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
            "false",
            // What has come comes with one poll, so that polls are arrivals.
            ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
            1_000_000),
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer());
  }
}
