package dev.headgate.kafka;

import dev.headgate.dataflow.time.Timestamp;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;

/**
 * Makes Kafka records of rows. Rows of one timestamp come together, so they share the header that
 * carries it. Not thread-safe.
 */
final class RowRecords {

  private final String topic;
  private Timestamp at;
  private Row.Stamp stamp;

  RowRecords(String topic) {
    this.topic = topic;
  }

  Row row(Timestamp rowAt, int partition, byte[] key, byte[] value) {
    return row(topic, rowAt, partition, key, value, false);
  }

  /** A record of a row that was skipped, for another topic. */
  Row letter(String to, Timestamp rowAt, int partition, byte[] key, byte[] value) {
    return row(to, rowAt, partition, key, value, true);
  }

  private Row row(
      String to, Timestamp rowAt, int partition, byte[] key, byte[] value, boolean letter) {
    if (!rowAt.equals(at)) {
      at = rowAt;
      stamp = Row.Stamp.of(rowAt);
    }
    return new Row(new ProducerRecord<>(to, partition, key, value, stamp.headers()), stamp, letter);
  }

  /**
   * A row as Kafka takes it.
   *
   * @param letter whether it is the record of a row that was skipped
   */
  record Row(ProducerRecord<byte[], byte[]> record, Stamp stamp, boolean letter) {

    /** Size of key, value and headers. */
    long bytes() {
      return (long) length(record.key()) + length(record.value()) + stamp.bytes();
    }

    static int length(byte[] bytes) {
      return bytes == null ? 0 : bytes.length;
    }

    /** A timestamp as a header. */
    record Stamp(Timestamp at, List<Header> headers, int bytes) {
      static Stamp of(Timestamp at) {
        var text = at.toString().getBytes(StandardCharsets.UTF_8);
        var header = new RecordHeader(TransactionalWriter.TIMESTAMP_HEADER, text);
        // The name is ASCII: one byte a character.
        return new Stamp(
            at, List.of(header), TransactionalWriter.TIMESTAMP_HEADER.length() + text.length);
      }
    }
  }
}
