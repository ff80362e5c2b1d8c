package dev.headgate.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headgate.dataflow.sink.SinkId;
import dev.headgate.dataflow.sink.SinkSpec;
import dev.headgate.dataflow.time.Timestamp;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.Test;

class TopicsTest extends OnBroker {

  @Test
  void anAbsentTopicIsCreatedAsSpecified() throws Exception {
    var spec =
        new SinkSpec(
            topic,
            OptionalInt.of(4),
            OptionalInt.of(1),
            Map.of("cleanup.policy", "compact"),
            List.of("k"),
            true);

    var made = topics.ensure(spec);

    assertThat(made.partitions()).isEqualTo(4);
    assertThat(made.clusterId()).isEqualTo(admin.describeCluster().clusterId().get());
    assertThat(topics.find(topic)).contains(made);
    var resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    var config = admin.describeConfigs(List.of(resource)).all().get().get(resource);
    assertThat(config.get("cleanup.policy").value()).isEqualTo("compact");
  }

  @Test
  void whatIsNotSpecifiedIsTheBrokersDefault() {
    var made =
        topics.ensure(
            new SinkSpec(
                topic, OptionalInt.empty(), OptionalInt.empty(), Map.of(), List.of("k"), true));

    assertThat(made.partitions()).isEqualTo(3);
  }

  @Test
  void aTopicThatExistsIsTakenAsItIs() {
    var made = topics.ensure(spec(topic, 2));

    assertThat(topics.ensure(spec(topic, 5))).isEqualTo(made);
  }

  @Test
  void lookingForATopicDoesNotCreateIt() throws Exception {
    assertThat(topics.find(topic)).isEmpty();
    assertThat(topics.find(topic)).isEmpty();

    assertThat(admin.listTopics().names().get()).doesNotContain(topic);
  }

  @Test
  void aWrongSettingIsRefusedInTheBrokersWords() {
    var spec =
        new SinkSpec(
            topic,
            OptionalInt.of(1),
            OptionalInt.of(1),
            Map.of("cleanup.policy", "sometimes"),
            List.of("k"),
            true);

    assertThatThrownBy(() -> topics.ensure(spec))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining(topic)
        .hasMessageContaining("cleanup.policy")
        .hasMessageContaining(broker.address());
  }

  @Test
  void nothingIsWrongWithTheTopicThatTheSinkBeganWith() {
    var expected = topics.ensure(spec(topic, 2));

    assertThat(topics.verify(topic, expected)).isEmpty();
  }

  @Test
  void aTopicMadeAgainUnderARunningWriterIsNoticed() throws Exception {
    var expected = topics.ensure(spec(topic, 2));
    var writer = opened();
    writer.send(new Timestamp(1), 0, bytes("before"), null);
    writer.commit(Records.live(1, 2));

    admin.deleteTopics(List.of(topic)).all().get();
    var found = topics.ensure(spec(topic, 2));

    assertThat(topics.verify(topic, expected))
        .containsExactly(new TopicProblem.Recreated(topic, expected.topicId(), found.topicId()));
  }

  @Test
  void aTopicThatIsGoneIsNoticed() throws Exception {
    var expected = topics.ensure(spec(topic, 2));

    admin.deleteTopics(List.of(topic)).all().get();

    assertThat(topics.verify(topic, expected))
        .containsExactly(new TopicProblem.Missing(topic, expected.topicId()));
  }

  @Test
  void addedPartitionsAreNoticed() throws Exception {
    var expected = topics.ensure(spec(topic, 2));

    admin.createPartitions(Map.of(topic, NewPartitions.increaseTo(3))).all().get();

    while (topics.find(topic).orElseThrow().partitions() == 2) {
      Thread.onSpinWait();
    }
    assertThat(topics.verify(topic, expected))
        .containsExactly(new TopicProblem.Repartitioned(topic, 2, 3));
  }

  @Test
  void anotherClusterIsNoticed() throws Exception {
    var expected = topics.ensure(spec(topic, 2));

    try (var elsewhere = Broker.start();
        var other = KafkaCluster.connect(ClientSettings.of(elsewhere.connection(Map.of())))) {
      var problems = new Topics(other, System::nanoTime).verify(topic, expected);

      assertThat(problems)
          .singleElement()
          .isInstanceOfSatisfying(
              TopicProblem.OtherCluster.class,
              p -> assertThat(p.expectedId()).isEqualTo(expected.clusterId()));
    }
  }

  @Test
  void theEndsAreTheNextOffsets() {
    topics.ensure(spec(topic, 2));
    var writer = opened();

    writer.send(new Timestamp(1), 1, bytes("a"), null);
    writer.send(new Timestamp(1), 1, bytes("b"), null);
    writer.commit(Records.live(1, 2));

    // Two rows and the transaction's marker.
    assertThat(topics.endOffsets(topic, 2)).containsExactly(0L, 3L);
  }

  @Test
  void theProgressTopicIsMadeOnceAndNeverExpires() throws Exception {
    var progress = new ProgressTopic(cluster, topics);

    progress.ensure();
    progress.ensure();

    assertThat(topics.find("headgate-progress").orElseThrow().partitions()).isEqualTo(50);
    var resource = new ConfigResource(ConfigResource.Type.TOPIC, "headgate-progress");
    var config = admin.describeConfigs(List.of(resource)).all().get().get(resource);
    assertThat(config.get("cleanup.policy").value()).isEqualTo("compact");
    assertThat(config.get("retention.ms").value()).isEqualTo("-1");
    assertThat(config.get("retention.bytes").value()).isEqualTo("-1");
  }

  @Test
  void aSinksPartitionOfTheProgressTopicNeverChanges() {
    var id = new SinkId("headgate-shop-orders");

    int partition = ProgressTopic.partitionOf(id);

    assertThat(partition).isEqualTo(20);
    assertThat(partition)
        .isEqualTo(BuiltInPartitioner.partitionForKey(bytes("headgate-shop-orders"), 50));
  }

  @Test
  void aProgressTopicWithAnotherCountOfPartitionsIsRefused() {
    topics.ensure(spec(topic, 49));

    assertThatThrownBy(() -> ensureProgressTopicNamed(topic))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining(topic)
        .hasMessageContaining("has 49 partitions, it must have 50");
  }

  @Test
  void aProgressTopicThatWouldLoseRecordsIsRefused() {
    topics.ensure(
        new SinkSpec(
            topic,
            OptionalInt.of(50),
            OptionalInt.of(1),
            Map.of("cleanup.policy", "compact,delete"),
            List.of("k"),
            true));

    assertThatThrownBy(() -> ensureProgressTopicNamed(topic))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("it must be compact");
  }

  @Test
  void safeTransactionsAreAccepted() {
    TransactionVersion.requireSafe(cluster);
  }

  private void ensureProgressTopicNamed(String name) {
    try (var other = KafkaCluster.connect(settingsWithProgressTopic(name))) {
      new ProgressTopic(other, topics).ensure();
    }
  }
}
