package dev.headgate.kafka;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * Reads the keys of all committed records that a topic held when the read began. What is sent later
 * is not read; what is open in a transaction then is waited for. One read an object; any thread may
 * {@link #cancel} it.
 */
public final class TopicKeys {

  private static final Duration POLL = Duration.ofMillis(100);

  /** Takes keys; within a partition in the order of offsets. */
  public interface KeyHandler {

    /** A record with a value. */
    void held(int partition, long offset, byte[] key);

    /** A tombstone. */
    void deleted(int partition, long offset, byte[] key);
  }

  private final KafkaCluster cluster;
  private final Topics topics;
  private final LongSupplier nanoTime;
  private final Object lock = new Object();
  private KafkaConsumer<byte[], Boolean> consumer;
  private boolean cancelled;

  /**
   * Nothing is read yet.
   *
   * @param nanoTime as {@link System#nanoTime}
   */
  public TopicKeys(KafkaCluster cluster, LongSupplier nanoTime) {
    this.cluster = cluster;
    this.topics = new Topics(cluster, nanoTime);
    this.nanoTime = nanoTime;
  }

  /**
   * Hands out every key, one call a record, by the calling thread. Records without a key are passed
   * over. Values are not kept in memory.
   *
   * @param partitions how many the topic has
   * @param limit how long the read may take; above {@code transaction.timeout.ms}, as the open
   *     transaction of a writer that is gone holds readers up so long
   * @throws IncompleteReadException if it is not through in time
   * @throws ClusterException if the cluster does not answer or refuses
   * @throws CancellationException if this was cancelled
   */
  public void read(String topic, int partitions, Duration limit, KeyHandler handler) {
    scan(
        topic,
        partitions,
        limit,
        found -> {
          if (found.key() != null) {
            hand(found, handler);
          }
          return true;
        });
  }

  /**
   * Whether there is no committed record, also none without a key. Throws as {@link #read}.
   *
   * @param partitions how many the topic has
   * @param limit as for {@link #read}
   */
  public boolean holdsNothing(String topic, int partitions, Duration limit) {
    return scan(topic, partitions, limit, found -> false);
  }

  /** Whether {@code goOn} was true of all records. */
  private boolean scan(
      String topic,
      int partitions,
      Duration limit,
      Predicate<ConsumerRecord<byte[], Boolean>> goOn) {
    long start = nanoTime.getAsLong();
    var ends = topics.endOffsets(topic, partitions);
    try (var opened = open()) {
      var all = IntStream.range(0, partitions).mapToObj(p -> new TopicPartition(topic, p)).toList();
      opened.assign(all);
      opened.seekToBeginning(all);
      var left = new HashSet<>(all);
      passed(opened, left, ends);
      while (!left.isEmpty()) {
        if (nanoTime.getAsLong() - start > limit.toNanos()) {
          var one = left.iterator().next();
          throw new IncompleteReadException(
              one, opened.position(one), ends.get(one.partition()), limit);
        }
        for (var found : opened.poll(POLL)) {
          if (found.offset() < ends.get(found.partition()) && !goOn.test(found)) {
            return false;
          }
        }
        passed(opened, left, ends);
      }
      return true;
    } catch (WakeupException e) {
      throw cancellation(e);
    } catch (InterruptException e) {
      throw e;
    } catch (KafkaException e) {
      throw ClusterException.of(
          cluster.settings().bootstrapServers(), "reading the keys of topic " + topic, e);
    } finally {
      forget();
    }
  }

  private KafkaConsumer<byte[], Boolean> open() {
    synchronized (lock) {
      if (cancelled) {
        throw cancellation(null);
      }
      consumer =
          new KafkaConsumer<>(
              cluster.settings().forConsumer(), new ByteArrayDeserializer(), new Presence());
      return consumer;
    }
  }

  private void forget() {
    synchronized (lock) {
      consumer = null;
    }
  }

  /** Ends the read under way, and every later one. */
  public void cancel() {
    synchronized (lock) {
      cancelled = true;
      if (consumer != null) {
        consumer.wakeup();
      }
    }
  }

  /** The position, not the last record, tells how far the read is: see {@link ProgressLog}. */
  private static void passed(
      KafkaConsumer<?, ?> consumer, Set<TopicPartition> left, List<Long> ends) {
    var through =
        left.stream().filter(p -> consumer.position(p) >= ends.get(p.partition())).toList();
    consumer.pause(through);
    through.forEach(left::remove);
  }

  private static void hand(ConsumerRecord<byte[], Boolean> found, KeyHandler handler) {
    if (found.value() == null) {
      handler.deleted(found.partition(), found.offset(), found.key());
    } else {
      handler.held(found.partition(), found.offset(), found.key());
    }
  }

  private static CancellationException cancellation(Throwable cause) {
    var cancellation = new CancellationException("the read of the topic's keys was cancelled");
    cancellation.initCause(cause);
    return cancellation;
  }

  /** Whether there is a value; its bytes are not copied. */
  private static final class Presence implements Deserializer<Boolean> {
    @Override
    public Boolean deserialize(String topic, byte[] data) {
      return data == null ? null : Boolean.TRUE;
    }

    @Override
    public Boolean deserialize(String topic, Headers headers, ByteBuffer data) {
      return data == null ? null : Boolean.TRUE;
    }
  }
}
