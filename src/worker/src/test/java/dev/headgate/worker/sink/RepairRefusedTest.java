package dev.headgate.worker.sink;

import static dev.headgate.worker.sink.SinkLoop.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.headgate.dataflow.cutover.Mode;
import dev.headgate.dataflow.cutover.Terms;
import dev.headgate.dataflow.progress.LiveRecord.Outcome;
import dev.headgate.testkit.junit.SharedServers;
import dev.headgate.testkit.kafka.KafkaServer;
import dev.headgate.testkit.postgres.PostgresServer;
import dev.headgate.testkit.registry.SchemaRegistryServer;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where a repair would lie, or could not be written, the try fails and the old relation flows. */
@SharedServers
class RepairRefusedTest {

  private static final int PARTITIONS = 2;

  private final KafkaServer kafka;
  private final PostgresServer postgres;
  private final SchemaRegistryServer registry;
  @TempDir private Path directory;
  private SinkLoop sink;

  RepairRefusedTest(KafkaServer kafka, PostgresServer postgres, SchemaRegistryServer registry) {
    this.kafka = kafka;
    this.postgres = postgres;
    this.registry = registry;
  }

  @AfterEach
  void stop() throws InterruptedException {
    sink.close();
  }

  @Test
  void whatTakesLongerThanATransactionMayIsRefusedWithTheNumbers() throws Exception {
    sink =
        loop(
            Map.of(
                "transaction.timeout.ms", "2000",
                "delivery.timeout.ms", "1500",
                "request.timeout.ms", "1000"));
    sink.start();
    sink.execute("INSERT INTO matview_2 SELECT i, 'new' FROM generate_series(1, 60000) i");

    sink.cutOver(Terms.DEFAULT.withMode(Mode.REFRESH));

    assertThat(failure())
        .matches(
            "About 60000 messages, \\d+ bytes, would have to be written in the cutover's"
                + " transaction. That may take 1 s, and Kafka aborts it after 2 s.\n"
                + "  Raise transaction.timeout.ms in the Connection to Kafka to 4000 or more, with"
                + " the brokers' transaction.max.timeout.ms; or set spec.cutover.mode to Forward.");
    requireOldFlows();
  }

  @Test
  void aTopicThatHeldSomethingIsNotReconciledWith() throws Exception {
    sink = loop(Map.of());
    kafka.createTopic(sink.topic(), PARTITIONS, Map.of());
    write(0, new byte[] {1});

    sink.start();
    assertThat(sink.record().topicMatches()).isFalse();
    sink.cutOver(Terms.DEFAULT.withMode(Mode.RECONCILE));

    assertThat(failure())
        .isEqualTo(
            "The topic is not known to equal relation matview_1, so what differs from it is not"
                + " what differs from the topic.\n  Set spec.cutover.mode to Refresh, which reads"
                + " the topic itself.");
    requireOldFlows();
  }

  @Test
  void aRecordThatIsNotInItsKeysPartitionCannotBeRefreshed() throws Exception {
    sink = loop(Map.of());
    sink.start();
    var one = sink.messages().getFirst();
    write(PARTITIONS - 1 - one.partition(), one.key());

    sink.cutOver(Terms.DEFAULT.withMode(Mode.REFRESH));

    assertThat(failure())
        .isEqualTo(
            "1 records of the topic are not in their key's partition, where no tombstone of this"
                + " sink reaches them.\n  Write to a topic of its own: create another Sink.");
    requireOldFlows();
  }

  private SinkLoop loop(Map<String, String> kafkaProperties) throws SQLException {
    return new SinkLoop(kafka, postgres, registry, directory, kafkaProperties);
  }

  private String failure() {
    await().atMost(SOON).until(() -> sink.record().ended().isPresent());
    var ended = sink.record().ended().orElseThrow();
    assertThat(ended.outcome()).isEqualTo(Outcome.FAILED);
    return ended.message();
  }

  private void requireOldFlows() throws SQLException {
    int before = sink.messages().size();
    sink.execute("INSERT INTO matview_1 VALUES (-1, 'old')");
    await().atMost(SOON).until(() -> sink.messages().size() == before + 1);
    assertThat(sink.version()).isEqualTo(1);
  }

  private void write(int partition, byte[] key) throws Exception {
    try (var producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", kafka.bootstrapServers()),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      producer.send(new ProducerRecord<>(sink.topic(), partition, key, new byte[] {2})).get();
    }
  }
}
