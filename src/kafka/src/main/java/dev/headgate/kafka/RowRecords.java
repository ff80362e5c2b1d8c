package dev.headgate.kafka;

import dev.headgate.dataflow.time.Timestamp;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * Makes Kafka records of rows. Rows of one timestamp come together, so they share the header that
 * carries it. Not thread-safe.
 */
final class RowRecords {

  private final String topic;
  private Timestamp at;
  private Stamp stamp;

  RowRecords(String topic) {
    this.topic = topic;
  }

  /** What all rows of a timestamp have in common. */
  Stamp stamp(Timestamp rowAt) {
    if (!rowAt.equals(at)) {
      at = rowAt;
      stamp = Stamp.of(rowAt);
    }
    return stamp;
  }

  ProducerRecord<byte[], byte[]> record(Stamp rowStamp, int partition, byte[] key, byte[] value) {
    return new ProducerRecord<>(topic, partition, key, value, rowStamp.headers());
  }

  /** A record of a row that was skipped, for another topic. */
  ProducerRecord<byte[], byte[]> letter(
      String to, Stamp rowStamp, int partition, byte[] key, byte[] value) {
    return new ProducerRecord<>(to, partition, key, value, rowStamp.headers());
  }

  /** Size of key, value and headers. */
  static long bytes(ProducerRecord<byte[], byte[]> record, Stamp stamp) {
    return (long) length(record.key()) + length(record.value()) + stamp.bytes();
  }

  /** Size of a header's name, which is ASCII, and value. */
  static int bytes(Header header) {
    return header.key().length() + header.value().length;
  }

  static int length(byte[] bytes) {
    return bytes == null ? 0 : bytes.length;
  }

  /**
   * A row that waits to be sent.
   *
   * @param letter whether it is the record of a row that was skipped
   */
  record Row(ProducerRecord<byte[], byte[]> record, Stamp stamp, boolean letter) {}

  /**
   * A timestamp as a header.
   *
   * @param at the timestamp, in the form in which a failure names it
   * @param headers Kafka copies these into an array of the right length, any other list into one
   *     that grows
   */
  record Stamp(Optional<Timestamp> at, RecordHeaders headers, int bytes) {
    static Stamp of(Timestamp at) {
      var text = at.toString().getBytes(StandardCharsets.UTF_8);
      var header = new RecordHeader(TransactionalWriter.TIMESTAMP_HEADER, text);
      return new Stamp(
          Optional.of(at),
          new RecordHeaders(new RecordHeader[] {header}),
          RowRecords.bytes(header));
    }

    /** For one row, which has more to say. */
    Stamp with(List<Header> more) {
      var all = new RecordHeaders(headers);
      more.forEach(all::add);
      return new Stamp(at, all, bytes + more.stream().mapToInt(RowRecords::bytes).sum());
    }
  }
}
