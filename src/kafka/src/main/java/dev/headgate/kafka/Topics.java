package dev.headgate.kafka;

import dev.headgate.dataflow.progress.LiveRecord.TopicIdentity;
import dev.headgate.dataflow.sink.SinkSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
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
