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
 */
public record SinkSpec(
    String topic,
    OptionalInt partitions,
    OptionalInt replicationFactor,
    Map<String, String> topicConfig,
    List<String> key,
    boolean snapshot) {

  public SinkSpec {
    topicConfig = Map.copyOf(topicConfig);
    key = List.copyOf(key);
  }
}
