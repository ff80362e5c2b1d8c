package dev.headgate.dataflow.sink;

import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * What a sink writes and how: everything of its definition but the relation.
 *
 * @param topic the data topic
 * @param partitions how many partitions the topic gets if the sink creates it; empty: the broker's
 *     default
 * @param replicationFactor likewise
 * @param topicConfig settings of the topic if the sink creates it
 * @param key the output columns that make the message key, in order, never empty
 * @param snapshot whether the contents at the start are written first
 * @param onValueError what becomes of a row that cannot be written
 */
public record SinkSpec(
    String topic,
    OptionalInt partitions,
    OptionalInt replicationFactor,
    Map<String, String> topicConfig,
    List<String> key,
    boolean snapshot,
    OnValueError onValueError) {

  public SinkSpec {
    topicConfig = Map.copyOf(topicConfig);
    key = List.copyOf(key);
  }

  /** As the other, of a sink that stalls at a row that cannot be written. */
  public SinkSpec(
      String topic,
      OptionalInt partitions,
      OptionalInt replicationFactor,
      Map<String, String> topicConfig,
      List<String> key,
      boolean snapshot) {
    this(
        topic, partitions, replicationFactor, topicConfig, key, snapshot, new OnValueError.Stall());
  }
}
