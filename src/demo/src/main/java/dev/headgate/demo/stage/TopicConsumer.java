package dev.headgate.demo.stage;

import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads a topic from its beginning, committed records only, and goes on. Not thread-safe. */
public final class TopicConsumer implements AutoCloseable {

  private final KafkaConsumer<byte[], byte[]> consumer;

  /**
   * Begins at the first record of every partition that there is now.
   *
   * @throws IllegalStateException if there is no such topic
   */
  public TopicConsumer(String bootstrapServers, String topic) {
    this.consumer =
        new KafkaConsumer<>(
            Map.of(
                "bootstrap.servers", bootstrapServers,
                "isolation.level", "read_committed",
                "allow.auto.create.topics", "false",
                "fetch.max.wait.ms", "10"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    var partitions =
        consumer.partitionsFor(topic).stream()
            .map(p -> new TopicPartition(topic, p.partition()))
            .toList();
    if (partitions.isEmpty()) {
      consumer.close();
      throw new IllegalStateException(
          "Topic %s does not exist at %s.".formatted(topic, bootstrapServers));
    }
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
  }

  /** What has come, after waiting for a moment if nothing has. */
  public Iterable<ConsumerRecord<byte[], byte[]>> poll() {
    return consumer.poll(Duration.ofMillis(50));
  }

  @Override
  public void close() {
    consumer.close();
  }
}
