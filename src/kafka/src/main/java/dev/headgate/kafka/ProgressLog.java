package dev.headgate.kafka;

import dev.headgate.dataflow.progress.MalformedProgressException;
import dev.headgate.dataflow.progress.ProgressRecord;
import dev.headgate.dataflow.sink.SinkId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;

/**
 * Reads progress records. Only committed ones count, and the last one of a sink is its record. It
 * is looked for from the end of the log backwards, a window at a time, each larger than the one
 * before: how long a start takes must not depend on how much the broker has not compacted yet. The
 * record before it is looked for too, as a record that goes back behind the one before cannot be
 * believed.
 *
 * <p>Both reads throw {@link MalformedProgressException} or {@link ProgressRegressedException} if
 * the log cannot be believed, {@link ClusterException} if the cluster does not answer or refuses,
 * and {@link IncompleteReadException} if they are not through in time. None of these means that
 * there is no record. Thread-safe; each read has a consumer of its own.
 */
public final class ProgressLog {

  private static final Duration POLL = Duration.ofMillis(100);

  /**
   * In offsets. A sink that commits takes two a commit, its record and the transaction's marker.
   */
  private static final long FIRST_WINDOW = 2_000;

  /** By which each window is larger than the one behind it. */
  private static final int GROWTH = 8;

  private final KafkaCluster cluster;
  private final String topic;
  private final Duration limit;
  private final LongSupplier nanoTime;
  private final long firstWindow;

  /**
   * The log in the progress topic that the cluster's Connection names.
   *
   * @param limit how long a read may take; must exceed {@code transaction.timeout.ms}, as the open
   *     transaction of a writer that is gone holds readers up so long
   * @param nanoTime as {@link System#nanoTime}
   */
  public ProgressLog(KafkaCluster cluster, Duration limit, LongSupplier nanoTime) {
    this(cluster, limit, nanoTime, FIRST_WINDOW);
  }

  ProgressLog(KafkaCluster cluster, Duration limit, LongSupplier nanoTime, long firstWindow) {
    var blocked = cluster.settings().transactionTimeout();
    if (limit.compareTo(blocked) <= 0) {
      throw new IllegalArgumentException(
          "reading progress may take %s, it must be more than transaction.timeout.ms, %s"
              .formatted(limit, blocked));
    }
    this.cluster = cluster;
    this.topic = cluster.settings().progressTopic();
    this.limit = limit;
    this.nanoTime = nanoTime;
    this.firstWindow = firstWindow;
  }

  /**
   * The record of a sink, or proof that it has none: everything that was in its partition when this
   * was called has been read, or was aborted. Only after {@link TransactionalWriter#open} is it
   * also the last: no older writer can add to it then.
   *
   * <p>Waits for open transactions in the partition, whoever's they are.
   */
  public Optional<ProgressRecord> read(SinkId sink) {
    return readUpTo(IsolationLevel.READ_UNCOMMITTED, sink);
  }

  /**
   * The record of a sink as far as it can be seen without waiting for open transactions: it may be
   * overtaken, and none found proves nothing.
   */
  public Optional<ProgressRecord> peek(SinkId sink) {
    return readUpTo(IsolationLevel.READ_COMMITTED, sink);
  }

  private Optional<ProgressRecord> readUpTo(IsolationLevel level, SinkId sink) {
    var partition = new TopicPartition(topic, ProgressTopic.partitionOf(sink));
    long deadline = nanoTime.getAsLong() + limit.toNanos();
    long begin = offset(partition, OffsetSpec.earliest(), level);
    long end = offset(partition, OffsetSpec.latest(), level);
    try (var consumer = new KafkaConsumer<byte[], byte[]>(cluster.settings().forConsumer())) {
      consumer.assign(List.of(partition));
      var scan = new ProgressScan(sink);
      for (long size = firstWindow; end > begin && !scan.isEnough(); size *= GROWTH) {
        long from = Math.max(begin, end - size);
        var earlier = new ProgressScan(sink);
        scan(consumer, partition, from, end, deadline, earlier);
        scan.precededBy(earlier);
        end = from;
      }
      return scan.last();
    } catch (InterruptException e) {
      throw e;
    } catch (KafkaException e) {
      throw ClusterException.of(
          cluster.settings().bootstrapServers(), "reading progress topic " + topic, e);
    }
  }

  private void scan(
      KafkaConsumer<byte[], byte[]> consumer,
      TopicPartition partition,
      long from,
      long end,
      long deadline,
      ProgressScan scan) {
    consumer.seek(partition, from);
    // The position, not the last record, tells how far the read is: it moves over the markers of
    // transactions and over what compaction took away.
    while (consumer.position(partition) < end) {
      if (nanoTime.getAsLong() - deadline > 0) {
        throw new IncompleteReadException(partition, consumer.position(partition), end, limit);
      }
      for (var found : consumer.poll(POLL)) {
        if (found.offset() < end) {
          scan.next(found);
        }
      }
    }
  }

  private long offset(TopicPartition partition, OffsetSpec of, IsolationLevel level) {
    var offsets =
        cluster.ask(
            "asking for the ends of progress topic " + topic,
            a -> a.listOffsets(Map.of(partition, of), new ListOffsetsOptions(level)).all());
    return offsets.get(partition).offset();
  }
}
