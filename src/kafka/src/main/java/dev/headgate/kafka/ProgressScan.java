package dev.headgate.kafka;

import dev.headgate.dataflow.progress.LiveRecord;
import dev.headgate.dataflow.progress.MalformedProgressException;
import dev.headgate.dataflow.progress.ProgressJson;
import dev.headgate.dataflow.progress.ProgressRecord;
import dev.headgate.dataflow.sink.SinkId;
import java.util.Arrays;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Follows the records of one sink through the log, in order, and checks that they only go on. */
final class ProgressScan {

  private final SinkId sink;
  private final byte[] key;
  private final ProgressJson json = new ProgressJson();
  private ProgressRecord last;

  ProgressScan(SinkId sink) {
    this.sink = sink;
    this.key = ProgressTopic.keyOf(sink);
  }

  /**
   * Takes the next record of the partition.
   *
   * @throws MalformedProgressException if it is the sink's and cannot be read
   * @throws ProgressRegressedException if it is the sink's and goes back behind the one before
   */
  void next(ConsumerRecord<byte[], byte[]> found) {
    if (!Arrays.equals(key, found.key())) {
      return;
    }
    if (found.value() == null) {
      // Headgate writes no tombstones. After compaction nothing of the sink would be left, so
      // neither is anything now.
      last = null;
      return;
    }
    var next = parse(found);
    if (last != null && goesBack(last, next)) {
      throw new ProgressRegressedException(sink, last, next, found.partition(), found.offset());
    }
    last = next;
  }

  /** The last record so far, if there is any. */
  Optional<ProgressRecord> last() {
    return Optional.ofNullable(last);
  }

  private ProgressRecord parse(ConsumerRecord<byte[], byte[]> found) {
    try {
      return json.read(found.value());
    } catch (MalformedProgressException e) {
      throw new MalformedProgressException(
          "The progress record of sink %s at %s-%d offset %d cannot be read: %s"
              .formatted(sink, found.topic(), found.partition(), found.offset(), e.getMessage()),
          e);
    }
  }

  // A sink that was dropped and made again starts a new frontier, never an old version.
  private static boolean goesBack(ProgressRecord before, ProgressRecord after) {
    if (after.version().compareTo(before.version()) < 0) {
      return true;
    }
    return before instanceof LiveRecord b
        && after instanceof LiveRecord a
        && a.upstream().domain().equals(b.upstream().domain())
        && a.frontier().isBefore(b.frontier());
  }
}
