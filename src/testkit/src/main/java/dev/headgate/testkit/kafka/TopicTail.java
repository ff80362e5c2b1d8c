package dev.headgate.testkit.kafka;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;

/**
 * Reads a topic piece by piece, as {@code read_committed} consumers see it: each piece goes on
 * where the one before ended. Nothing is held between two pieces, so brokers may come and go
 * meanwhile.
 *
 * <p>Not thread-safe.
 */
public final class TopicTail {

  private final TopicReader reader;
  private final String topic;
  private final Map<TopicPartition, Long> positions = new HashMap<>();

  /** At the beginning of the topic. */
  public TopicTail(TopicReader reader, String topic) {
    this.reader = reader;
    this.topic = topic;
  }

  /**
   * All up to the end of now, ordered by partition and then offset, as {@link TopicReader#read}
   * gives them.
   *
   * @throws IllegalStateException as there; nothing was read then
   */
  public List<TopicRecord> next() {
    var piece = reader.readOn(topic, IsolationLevel.READ_COMMITTED, positions);
    positions.putAll(piece.ends());
    return piece.records();
  }
}
