package dev.headgate.testkit.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.headgate.testkit.junit.SharedServers;
import dev.headgate.testkit.net.Direction;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

@SharedServers
class KafkaServerTest {

  private final KafkaServer kafka;

  KafkaServerTest(KafkaServer kafka) {
    this.kafka = kafka;
  }

  @Test
  void transactionVersionTwoIsFinalisedOnANewCluster() throws Exception {
    try (var admin = kafka.admin()) {
      var features = admin.describeFeatures().featureMetadata().get().finalizedFeatures();

      assertThat(features.get("transaction.version").maxVersionLevel()).isEqualTo((short) 2);
    }
  }

  @Test
  void committedRecordsAreReadAndAbortedOnesAreNot() throws Exception {
    kafka.createTopic("aborted-between-committed", 2, Map.of());

    try (var producer = producer("p1", kafka.bootstrapServers())) {
      producer.initTransactions();
      inTransaction(producer, "aborted-between-committed", "a");
      producer.beginTransaction();
      producer.send(record("aborted-between-committed", "b")).get();
      producer.abortTransaction();
      inTransaction(producer, "aborted-between-committed", "c");
    }

    var reader = new TopicReader(kafka.bootstrapServers());
    assertThat(reader.readCommitted("aborted-between-committed"))
        .extracting(TopicRecord::keyText)
        .containsExactlyInAnyOrder("a", "c");
    assertThat(reader.read("aborted-between-committed", IsolationLevel.READ_UNCOMMITTED))
        .extracting(TopicRecord::keyText)
        .containsExactlyInAnyOrder("a", "b", "c");
  }

  @Test
  void readingPastAnOpenTransactionFailsAndNamesThePartition() throws Exception {
    kafka.createTopic("open", 1, Map.of());
    var reader = new TopicReader(kafka.bootstrapServers(), Duration.ofSeconds(1));

    try (var producer = producer("p2", kafka.bootstrapServers())) {
      producer.initTransactions();
      producer.beginTransaction();
      producer.send(record("open", "a")).get();

      assertThatThrownBy(() -> reader.readCommitted("open"))
          .hasMessageContaining("Topic open was not read to its end within 1000 ms")
          .hasMessageContaining("{0=0/1}");
    }
  }

  @Test
  void aTailGivesEachRecordOnceAlsoAcrossAbortedOnes() throws Exception {
    kafka.createTopic("tail", 2, Map.of());
    var tail = new TopicTail(new TopicReader(kafka.bootstrapServers()), "tail");

    assertThat(tail.next()).isEmpty();
    try (var producer = producer("p5", kafka.bootstrapServers())) {
      producer.initTransactions();
      inTransaction(producer, "tail", "a");
      assertThat(tail.next()).extracting(TopicRecord::keyText).containsExactly("a");
      producer.beginTransaction();
      producer.send(record("tail", "b")).get();
      producer.abortTransaction();
      assertThat(tail.next()).isEmpty();
      inTransaction(producer, "tail", "c");
    }

    assertThat(tail.next()).extracting(TopicRecord::keyText).containsExactly("c");
  }

  @Test
  void readingATopicThatDoesNotExistFails() {
    var reader = new TopicReader(kafka.bootstrapServers());

    assertThatThrownBy(() -> reader.readCommitted("nowhere"))
        .hasMessage("Topic nowhere does not exist.");
  }

  @Test
  void theAnswerToACommitCanBeLost() throws Exception {
    kafka.createTopic("unknown-outcome", 1, Map.of());
    var reader = new TopicReader(kafka.bootstrapServers());

    try (var producer = producer("p4", kafka.proxiedBootstrapServers())) {
      producer.initTransactions();
      producer.beginTransaction();
      producer.send(record("unknown-outcome", "a")).get();
      kafka.proxy().freeze(Direction.TO_CLIENT);
      var commit = CompletableFuture.runAsync(producer::commitTransaction);

      assertThat(reader.readCommitted("unknown-outcome")).hasSize(1);
      await().until(() -> kafka.proxy().isHolding(Direction.TO_CLIENT));
      assertThat(commit).isNotDone();
      kafka.proxy().heal();
      assertThat(commit).succeedsWithin(Duration.ofSeconds(30));
    } finally {
      kafka.proxy().heal();
    }
  }

  @Test
  void killedOrStoppedItComesBackWithItsRecordsOnTheSamePort() throws Exception {
    try (var own = KafkaServer.launch();
        var producer = producer("p3", own.bootstrapServers())) {
      own.createTopic("kept", 1, Map.of());
      producer.initTransactions();
      inTransaction(producer, "kept", "a");

      own.kill();
      assertThat(own.isRunning()).isFalse();
      own.start();
      inTransaction(producer, "kept", "b");
      own.stop();
      assertThat(own.isRunning()).isFalse();
      own.start();
      inTransaction(producer, "kept", "c");

      assertThat(new TopicReader(own.bootstrapServers()).readCommitted("kept"))
          .extracting(TopicRecord::keyText)
          .containsExactly("a", "b", "c");
    }
  }

  @Test
  void aSettingThatTheBrokerRefusesIsInTheError() {
    assertThatThrownBy(() -> KafkaServer.launch(Map.of("log.segment.bytes", "none")))
        .hasMessageContaining("kafka ended with status 1 before it was ready")
        .hasMessageContaining("log.segment.bytes");
  }

  private static void inTransaction(Producer<byte[], byte[]> producer, String topic, String key)
      throws Exception {
    producer.beginTransaction();
    producer.send(record(topic, key)).get();
    producer.commitTransaction();
  }

  private static ProducerRecord<byte[], byte[]> record(String topic, String key) {
    return new ProducerRecord<>(topic, key.getBytes(UTF_8), new byte[1]);
  }

  private static Producer<byte[], byte[]> producer(
      String transactionalId, String bootstrapServers) {
    return new KafkaProducer<>(
        Map.of(
            ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
            bootstrapServers,
            ProducerConfig.TRANSACTIONAL_ID_CONFIG,
            transactionalId),
        new ByteArraySerializer(),
        new ByteArraySerializer());
  }
}
