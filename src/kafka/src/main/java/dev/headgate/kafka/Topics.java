package dev.headgate.kafka;

import dev.headgate.dataflow.progress.LiveRecord.TopicIdentity;
import dev.headgate.dataflow.sink.SinkSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeClusterResult;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicCollection;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicIdException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The topics of a cluster. A topic is looked for in the list of all topics and described by its id:
 * asking for one by name makes some brokers create it.
 *
 * <p>Thread-safe. Every method throws {@link ClusterException} if the cluster does not answer or
 * refuses.
 */
public final class Topics {

  private static final Logger LOG = LoggerFactory.getLogger(Topics.class);
  private static final Duration APPEARS_WITHIN = Duration.ofSeconds(30);
  private static final Duration LOOK_AGAIN_AFTER = Duration.ofMillis(50);

  private final KafkaCluster cluster;
  private final LongSupplier nanoTime;

  /**
   * @param nanoTime as {@link System#nanoTime}
   */
  public Topics(KafkaCluster cluster, LongSupplier nanoTime) {
    this.cluster = cluster;
    this.nanoTime = nanoTime;
  }

  /** Creates the data topic if it is absent. One that exists is taken as it is. */
  public TopicIdentity ensure(SinkSpec spec) {
    var topic =
        new NewTopic(
            spec.topic(),
            boxed(spec.partitions()),
            boxed(spec.replicationFactor()).map(Integer::shortValue));
    return ensure(topic.configs(spec.topicConfig()));
  }

  /**
   * Creates the topic that gets what a sink skips if it is absent, with as many partitions and
   * replicas as its data topic would get.
   *
   * @throws RefusedException if it cannot take what is skipped
   */
  public TopicIdentity ensureDeadLetters(SinkSpec spec, String topic) {
    if (topic.equals(spec.topic()) || topic.equals(cluster.settings().progressTopic())) {
      throw refusedForLetters(topic, "it has another use in this sink");
    }
    var found =
        ensure(
            new NewTopic(
                topic,
                boxed(spec.partitions()),
                boxed(spec.replicationFactor()).map(Integer::shortValue)));
    var policy = config(topic).get(TopicConfig.CLEANUP_POLICY_CONFIG);
    if (policy != null && policy.contains(TopicConfig.CLEANUP_POLICY_COMPACT)) {
      throw refusedForLetters(
          topic, "it is compacted, and records without a key are not taken there");
    }
    return found;
  }

  private RefusedException refusedForLetters(String topic, String why) {
    return new RefusedException(
        cluster.settings().bootstrapServers(),
        "Topic %s cannot be the dead-letter topic: %s. Name another one in into.kafka.deadLetterTopic."
            .formatted(topic, why));
  }

  /** How large messages of a topic may be, as its settings are now. */
  public MessageLimits messageLimits(String topic) {
    var limits = new MessageLimits(topic, cluster.settings());
    refresh(limits);
    return limits;
  }

  /** Brings limits up to date with the topic's settings. */
  public void refresh(MessageLimits limits) {
    Optional.ofNullable(config(limits.topic()).get(TopicConfig.MAX_MESSAGE_BYTES_CONFIG))
        .ifPresent(bytes -> limits.maxMessageBytes(Long.parseLong(bytes)));
  }

  /** The topic's settings, defaults included; none if the credentials may not read them. */
  private Map<String, String> config(String topic) {
    var resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    try {
      var settings = new HashMap<String, String>();
      cluster
          .ask(
              "asking for the settings of topic " + topic,
              a -> a.describeConfigs(List.of(resource)).all())
          .get(resource)
          .entries()
          .forEach(entry -> settings.put(entry.name(), entry.value()));
      return settings;
    } catch (AccessDeniedException e) {
      LOG.debug("topic settings are not known topic={}", topic, e);
      return Map.of();
    }
  }

  private static Optional<Integer> boxed(java.util.OptionalInt number) {
    return number.isPresent() ? Optional.of(number.getAsInt()) : Optional.empty();
  }

  /** Creates a topic if it is absent, and returns once it is listed. */
  TopicIdentity ensure(NewTopic topic) {
    var existing = find(topic.name());
    if (existing.isPresent()) {
      return existing.get();
    }
    create(topic);
    return awaitListed(topic.name());
  }

  private void create(NewTopic topic) {
    try {
      cluster.ask("creating topic " + topic.name(), a -> a.createTopics(List.of(topic)).all());
      LOG.info("topic created topic={}", topic.name());
    } catch (RefusedException e) {
      if (!(e.getCause() instanceof TopicExistsException)) {
        throw e;
      }
      LOG.info("topic created by another client topic={}", topic.name());
    }
  }

  // A broker learns of a new topic a moment after the controller made it.
  private TopicIdentity awaitListed(String topic) {
    long start = nanoTime.getAsLong();
    while (nanoTime.getAsLong() - start < APPEARS_WITHIN.toNanos()) {
      var found = find(topic);
      if (found.isPresent()) {
        return found.get();
      }
      Pause.of(LOOK_AGAIN_AFTER);
    }
    throw new RefusedException(
        cluster.settings().bootstrapServers(),
        "Kafka at %s has topic %s but does not list it. Allow the Connection's credentials to describe it."
            .formatted(cluster.settings().bootstrapServers(), topic));
  }

  /** The topic of that name, if there is one that the credentials may describe. */
  public Optional<TopicIdentity> find(String topic) {
    var listing =
        cluster
            .ask(
                "listing topics",
                a -> a.listTopics(new ListTopicsOptions().listInternal(true)).namesToListings())
            .get(topic);
    return listing == null
        ? Optional.empty()
        : describe(listing.topicId()).map(found -> identity(found));
  }

  private Optional<TopicDescription> describe(Uuid id) {
    try {
      var found =
          cluster.ask(
              "describing topics",
              a -> a.describeTopics(TopicCollection.ofTopicIds(List.of(id))).allTopicIds());
      return Optional.of(found.get(id));
    } catch (RefusedException e) {
      if (e.getCause() instanceof UnknownTopicIdException) {
        return Optional.empty(); // deleted since it was listed
      }
      throw e;
    }
  }

  private TopicIdentity identity(TopicDescription topic) {
    return new TopicIdentity(clusterId(), topic.topicId().toString(), topic.partitions().size());
  }

  private String clusterId() {
    return cluster.ask(
        "describing the cluster",
        (Admin a) -> {
          DescribeClusterResult described = a.describeCluster();
          return described.clusterId();
        });
  }

  /** What differs from the topic as it was when the sink began; empty if nothing does. */
  public List<TopicProblem> verify(String topic, TopicIdentity expected) {
    var clusterId = clusterId();
    if (!clusterId.equals(expected.clusterId())) {
      return List.of(new TopicProblem.OtherCluster(topic, expected.clusterId(), clusterId));
    }
    var found = find(topic);
    if (found.isEmpty()) {
      return List.of(new TopicProblem.Missing(topic, expected.topicId()));
    }
    var problems = new ArrayList<TopicProblem>();
    if (!found.get().topicId().equals(expected.topicId())) {
      problems.add(new TopicProblem.Recreated(topic, expected.topicId(), found.get().topicId()));
    }
    if (found.get().partitions() != expected.partitions()) {
      problems.add(
          new TopicProblem.Repartitioned(topic, expected.partitions(), found.get().partitions()));
    }
    return List.copyOf(problems);
  }

  /** The next offset of each partition, open transactions included. */
  public List<Long> endOffsets(String topic, int partitions) {
    var asked = new HashMap<TopicPartition, OffsetSpec>();
    for (int partition = 0; partition < partitions; partition++) {
      asked.put(new TopicPartition(topic, partition), OffsetSpec.latest());
    }
    var options = new ListOffsetsOptions(IsolationLevel.READ_UNCOMMITTED);
    var ends =
        cluster.ask(
            "asking for the end of topic " + topic, a -> a.listOffsets(asked, options).all());
    return IntStream.range(0, partitions)
        .mapToObj(partition -> ends.get(new TopicPartition(topic, partition)).offset())
        .toList();
  }
}
