package dev.headgate.kafka;

import dev.headgate.dataflow.progress.LiveRecord;
import dev.headgate.dataflow.progress.MalformedProgressException;
import dev.headgate.dataflow.progress.ProgressJson;
import dev.headgate.dataflow.progress.ProgressRecord;
import dev.headgate.dataflow.sink.SinkId;
import java.util.Arrays;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * The records of one sink in a part of the log, taken in order; a record that goes back behind the
 * one before is an error.
 */
final class ProgressScan {

  private final SinkId sink;
  private final byte[] key;
  private final ProgressJson json = new ProgressJson();
  private Optional<Found> first = Optional.empty();
  private Optional<ProgressRecord> last = Optional.empty();
  private int met;
  private boolean deleted;

  /** A record, and where it is. */
  private record Found(ProgressRecord record, int partition, long offset) {}

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
      deleted = true;
      last = Optional.empty();
      return;
    }
    var next = new Found(parse(found), found.partition(), found.offset());
    last.ifPresent(before -> requireGoesOn(before, next));
    met++;
    if (first.isEmpty() && !deleted) {
      first = Optional.of(next);
    }
    last = Optional.of(next.record());
  }

  /**
   * Takes what is right before it in the log.
   *
   * @throws ProgressRegressedException if this goes back behind it
   */
  void precededBy(ProgressScan earlier) {
    if (met == 0 && !deleted) {
      last = earlier.last;
    } else if (earlier.last.isPresent()) {
      first.ifPresent(f -> requireGoesOn(earlier.last.get(), f));
    }
    first = earlier.first.or(() -> first);
    met += earlier.met;
    deleted |= earlier.deleted;
  }

  /** Whether what is before it says nothing more: two records were compared, or all was deleted. */
  boolean isEnough() {
    return deleted || met > 1;
  }

  /** The last record so far, if there is any. */
  Optional<ProgressRecord> last() {
    return last;
  }

  private void requireGoesOn(ProgressRecord before, Found after) {
    if (goesBack(before, after.record())) {
      throw new ProgressRegressedException(
          sink, before, after.record(), after.partition(), after.offset());
    }
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
