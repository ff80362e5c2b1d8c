package dev.headgate.testkit.oracle;

import dev.headgate.testkit.kafka.TopicReader;
import dev.headgate.testkit.kafka.TopicRecord;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a topic holds, as {@code read_committed} consumers see it.
 *
 * @param messages by partition, then offset
 */
public record TopicContents(List<Message> messages) {

  private static final String TIMESTAMP = "headgate-timestamp";

  public TopicContents {
    messages = List.copyOf(messages);
  }

  /**
   * A message.
   *
   * @param at the timestamp that its header carries
   * @param key by field
   * @param value by field; empty: a tombstone
   */
  public record Message(
      int partition,
      long offset,
      long at,
      Map<String, Object> key,
      Optional<Map<String, Object>> value) {
    @Override
    public String toString() {
      return "%s = %s, at %s (partition %d, offset %d)"
          .formatted(
              key,
              value.map(Object::toString).orElse("(tombstone)"),
              Long.toUnsignedString(at),
              partition,
              offset);
    }
  }

  /** Reads the topic up to its end of now. */
  public static TopicContents read(String bootstrapServers, URI registry, String topic)
      throws IOException {
    try (var avro = new ConfluentAvro(registry)) {
      return of(new TopicReader(bootstrapServers).readCommitted(topic), avro);
    }
  }

  /** What these records say. */
  static TopicContents of(List<TopicRecord> records, ConfluentAvro avro) throws IOException {
    var messages = new ArrayList<Message>();
    for (var record : records) {
      messages.add(
          new Message(
              record.partition(),
              record.offset(),
              timestamp(record),
              avro.read(record.key()),
              record.value() == null ? Optional.empty() : Optional.of(avro.read(record.value()))));
    }
    return new TopicContents(messages);
  }

  private static long timestamp(TopicRecord message) {
    var headers =
        message.headers().stream().filter(header -> header.key().equals(TIMESTAMP)).toList();
    if (headers.size() != 1) {
      throw new IllegalStateException(
          "%s has %d headers %s, not one".formatted(message, headers.size(), TIMESTAMP));
    }
    return Long.parseUnsignedLong(
        new String(headers.getFirst().value(), StandardCharsets.US_ASCII));
  }
}
