package dev.headgate.testkit.kafka;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/**
 * One record as it lies in a topic.
 *
 * <p>Arrays make {@code equals} useless here: compare the parts that a test is about.
 *
 * @param timestamp milliseconds since the epoch
 * @param key null where the record has none
 * @param value null in a tombstone
 * @param headers in the record's order; a name may occur more than once
 */
public record TopicRecord(
    int partition, long offset, long timestamp, byte[] key, byte[] value, List<Header> headers) {

  static TopicRecord of(ConsumerRecord<byte[], byte[]> from) {
    return new TopicRecord(
        from.partition(),
        from.offset(),
        from.timestamp(),
        from.key(),
        from.value(),
        List.of(from.headers().toArray()));
  }

  /** The key as UTF-8, or null. */
  public String keyText() {
    return text(key);
  }

  /** The value as UTF-8, or null. */
  public String valueText() {
    return text(value);
  }

  private static String text(byte[] bytes) {
    return bytes == null ? null : new String(bytes, StandardCharsets.UTF_8);
  }

  @Override
  public String toString() {
    return "%d@%d %s=%s".formatted(partition, offset, keyText(), valueText());
  }
}
