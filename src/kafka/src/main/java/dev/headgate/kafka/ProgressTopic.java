package dev.headgate.kafka;

import dev.headgate.dataflow.sink.SinkId;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.utils.Utils;

/**
 * The topic that holds the progress records of all sinks of a Connection: compacted, never expired,
 * with a count of partitions that never changes, as each sink is always in the one that its id
 * hashes to.
 */
public final class ProgressTopic {

  /** How many partitions every progress topic has. */
  public static final int PARTITIONS = 50;

  // The first start of a sink reads all, to prove that it has no record. The cleaner never touches
  // the active segment, and by the brokers' default not before half of the log is to be cleaned.
  private static final Map<String, String> CONFIG =
      Map.of(
          TopicConfig.CLEANUP_POLICY_CONFIG,
          TopicConfig.CLEANUP_POLICY_COMPACT,
          TopicConfig.RETENTION_MS_CONFIG,
          "-1",
          TopicConfig.RETENTION_BYTES_CONFIG,
          "-1",
          TopicConfig.SEGMENT_BYTES_CONFIG,
          Integer.toString(4 * 1024 * 1024),
          TopicConfig.MIN_CLEANABLE_DIRTY_RATIO_CONFIG,
          "0.1");

  private final KafkaCluster cluster;
  private final Topics topics;
  private final String name;

  /** The progress topic that the cluster's Connection names. */
  public ProgressTopic(KafkaCluster cluster, Topics topics) {
    this.cluster = cluster;
    this.topics = topics;
    this.name = cluster.settings().progressTopic();
  }

  /** The partition of a sink, the one that Kafka's default partitioner gives its id. */
  static int partitionOf(SinkId sink) {
    return Utils.toPositive(Utils.murmur2(keyOf(sink))) % PARTITIONS;
  }

  /** The key of a sink's records. */
  static byte[] keyOf(SinkId sink) {
    return sink.value().getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Creates the topic if it is absent, with the brokers' default replication factor; checks it if
   * it is not.
   *
   * @throws RefusedException if the topic could lose records or has another count of partitions
   * @throws ClusterException if the cluster does not answer or refuses
   */
  public void ensure() {
    var found =
        topics.ensure(
            new NewTopic(name, Optional.of(PARTITIONS), Optional.empty()).configs(CONFIG));
    if (found.partitions() != PARTITIONS) {
      throw refused("has %d partitions, it must have %d".formatted(found.partitions(), PARTITIONS));
    }
    var policies = cleanupPolicies();
    if (!policies.equals(Set.of(TopicConfig.CLEANUP_POLICY_COMPACT))) {
      throw refused(
          "has cleanup.policy=%s, it must be compact".formatted(String.join(",", policies)));
    }
  }

  private Set<String> cleanupPolicies() {
    var resource = new ConfigResource(ConfigResource.Type.TOPIC, name);
    var config =
        cluster
            .ask(
                "describing the configuration of topic " + name,
                a -> a.describeConfigs(List.of(resource)).all())
            .get(resource);
    var value = config.get(TopicConfig.CLEANUP_POLICY_CONFIG).value();
    return Arrays.stream(value.split(",")).map(String::strip).collect(Collectors.toSet());
  }

  private RefusedException refused(String what) {
    return new RefusedException(
        cluster.settings().bootstrapServers(),
        ("Progress topic %s of Kafka at %s %s: a sink would not find its record again. Correct it,"
                + " or name another progress topic in the Connection if no sink has used this one.")
            .formatted(name, cluster.settings().bootstrapServers(), what));
  }
}
