package dev.headgate.testkit.kafka;

import static java.util.stream.Collectors.toMap;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Reads all that a topic holds, from the first record to the end that it had when the read began.
 *
 * <p>The end is the one that {@code read_uncommitted} sees, whatever the level: the last stable
 * offset may stay behind a commit that has already returned, as the broker writes the markers of a
 * transaction after it has answered. So a {@code read_committed} read waits for the end of every
 * transaction that was open when it began.
 *
 * @param bootstrapServers where the cluster is
 * @param limit how long one read may take
 */
public record TopicReader(String bootstrapServers, Duration limit) {

  private static final Duration POLL = Duration.ofMillis(100);

  /** A reader that gives up after 30 seconds. */
  public TopicReader(String bootstrapServers) {
    this(bootstrapServers, Duration.ofSeconds(30));
  }

  /** What consumers with {@code isolation.level=read_committed} get. */
  public List<TopicRecord> readCommitted(String topic) {
    return read(topic, IsolationLevel.READ_COMMITTED);
  }

  /**
   * All records of all partitions, ordered by partition and then offset. Markers of transactions
   * are not records.
   *
   * @throws IllegalStateException if the topic does not exist, or the end was not reached in time:
   *     the message names the partitions that lack records; under {@code read_committed} most
   *     likely a transaction is open there
   */
  public List<TopicRecord> read(String topic, IsolationLevel level) {
    return readOn(topic, level, Map.of()).records();
  }

  /**
   * What one read found.
   *
   * @param ends where the next read is to go on
   */
  record Piece(List<TopicRecord> records, Map<TopicPartition, Long> ends) {}

  /** As {@link #read}, from {@code positions} on; a partition without one from its beginning. */
  Piece readOn(String topic, IsolationLevel level, Map<TopicPartition, Long> positions) {
    try (Consumer<byte[], byte[]> consumer = consumer(level)) {
      Collection<TopicPartition> partitions = partitions(consumer, topic);
      Map<TopicPartition, Long> ends = ends(partitions);
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      positions.forEach(consumer::seek);
      return new Piece(readTo(ends, consumer, topic), ends);
    }
  }

  private List<TopicRecord> readTo(
      Map<TopicPartition, Long> ends, Consumer<byte[], byte[]> consumer, String topic) {
    List<TopicRecord> records = new ArrayList<>();
    long deadline = System.nanoTime() + limit.toNanos();
    var lacking = lacking(ends, consumer);
    while (!lacking.isEmpty()) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException(
            "Topic %s was not read to its end within %d ms; partition at position/end: %s."
                .formatted(topic, limit.toMillis(), lacking));
      }
      for (var record : consumer.poll(POLL)) {
        TopicPartition partition = new TopicPartition(record.topic(), record.partition());
        if (record.offset() < ends.get(partition)) {
          records.add(TopicRecord.of(record));
        }
      }
      lacking = lacking(ends, consumer);
    }
    records.sort(
        Comparator.comparingInt(TopicRecord::partition).thenComparingLong(TopicRecord::offset));
    return records;
  }

  /** Positions, not records, tell the end: it may consist of markers or of aborted records. */
  private static Map<Integer, String> lacking(
      Map<TopicPartition, Long> ends, Consumer<byte[], byte[]> consumer) {
    return ends.entrySet().stream()
        .filter(end -> consumer.position(end.getKey()) < end.getValue())
        .collect(
            toMap(
                end -> end.getKey().partition(),
                end -> consumer.position(end.getKey()) + "/" + end.getValue()));
  }

  private static Collection<TopicPartition> partitions(
      Consumer<byte[], byte[]> consumer, String topic) {
    var partitions =
        consumer.partitionsFor(topic).stream()
            .map(info -> new TopicPartition(topic, info.partition()))
            .toList();
    if (partitions.isEmpty()) {
      throw new IllegalStateException("Topic %s does not exist.".formatted(topic));
    }
    return partitions;
  }

  private Map<TopicPartition, Long> ends(Collection<TopicPartition> partitions) {
    try (Consumer<byte[], byte[]> consumer = consumer(IsolationLevel.READ_UNCOMMITTED)) {
      return consumer.endOffsets(partitions, limit);
    }
  }

  private Consumer<byte[], byte[]> consumer(IsolationLevel level) {
    return new KafkaConsumer<>(
        Map.of(
            ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
            bootstrapServers,
            ConsumerConfig.ISOLATION_LEVEL_CONFIG,
            level.toString(),
            ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
            Math.toIntExact(limit.toMillis()),
            ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG,
            Math.toIntExact(limit.toMillis())),
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer());
  }
}
