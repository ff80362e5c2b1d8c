package dev.headgate.kafka;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.RecordMetadata;

/**
 * The last row that was sent to each partition of the data topic: behind it stands what is sent
 * next. Not thread-safe, but for what {@link #copy} returned.
 */
final class LastRows {

  // By partition; null where nothing was sent. The producer makes the futures anyway.
  private Future<RecordMetadata>[] sent;
  private Future<RecordMetadata>[] committed;

  LastRows() {
    this(none());
  }

  private LastRows(Future<RecordMetadata>[] sent) {
    this.sent = sent;
    this.committed = sent.clone();
  }

  void sent(int partition, Future<RecordMetadata> row) {
    if (partition >= sent.length) {
      sent = Arrays.copyOf(sent, Math.max(partition + 1, 2 * sent.length));
    }
    sent[partition] = row;
  }

  /** What was sent is about to be committed. */
  void commit() {
    committed = sent.clone();
  }

  /** What was sent since the last commit may never have reached the broker. */
  void abort() {
    sent = committed.clone();
  }

  LastRows copy() {
    return new LastRows(sent.clone());
  }

  /**
   * The first offset of each partition that is at or above the given one and behind the last row.
   * To be called when all rows are acknowledged.
   */
  List<Long> behind(List<Long> offsets) {
    return IntStream.range(0, offsets.size())
        .mapToObj(partition -> Math.max(offsets.get(partition), behind(partition)))
        .toList();
  }

  private long behind(int partition) {
    if (partition >= sent.length || sent[partition] == null) {
      return 0;
    }
    try {
      return sent[partition].get().offset() + 1;
    } catch (ExecutionException e) {
      throw new IllegalStateException("a row was not taken, and nobody noticed", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while rows were waited for", e);
    }
  }

  @SuppressWarnings({"unchecked", "rawtypes"}) // nothing but futures of the producer is put in
  private static Future<RecordMetadata>[] none() {
    return new Future[0];
  }
}
