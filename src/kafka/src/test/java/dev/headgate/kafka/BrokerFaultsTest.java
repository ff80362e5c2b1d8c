package dev.headgate.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headgate.dataflow.sink.Connections;
import dev.headgate.dataflow.sink.SinkId;
import dev.headgate.dataflow.sink.SinkSpec;
import dev.headgate.dataflow.time.Timestamp;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What happens when the broker goes away; each test has one of its own. */
class BrokerFaultsTest {

  private static final SinkId SINK = new SinkId("headgate-shop-orders");
  private static final SinkSpec SPEC =
      new SinkSpec("orders", OptionalInt.of(1), OptionalInt.of(1), Map.of(), List.of("k"), true);
  private static final Map<String, String> HASTY =
      Map.of(
          // Also the time that opening a writer may take on a busy machine.
          "max.block.ms", "4000",
          "default.api.timeout.ms", "1500",
          "request.timeout.ms", "500",
          "delivery.timeout.ms", "1500",
          // Longer than a test: what is open is aborted by the next writer, never by the broker.
          "transaction.timeout.ms", "25000");

  private Broker broker = Broker.start();

  @AfterEach
  void stop() throws IOException {
    broker.close();
  }

  @Test
  @Timeout(60)
  void aCommitThatLosesTheBrokerIsUnknownAndTheProgressTells() {
    var settings = prepared();
    var writer = writer(settings, broker::stop);
    writer.open();

    writer.send(new Timestamp(1), 0, null, null);
    assertThatThrownBy(() -> writer.commit(Records.live(1, 10)))
        .isInstanceOf(OutcomeUnknown.class)
        .hasMessageContaining(SINK.value());
    writer.close();

    broker.startAgain();
    var patient = ClientSettings.of(broker.connection(Map.of()));
    try (var next = writer(patient, () -> {});
        var cluster = KafkaCluster.connect(patient)) {
      next.open();
      assertThat(new ProgressLog(cluster, Duration.ofSeconds(30), System::nanoTime).read(SINK))
          .isEmpty();
    }
  }

  @Test
  @Timeout(60)
  void closingEndsACommitThatWaitsForTheBroker() {
    prepared();
    var patient = new HashMap<>(HASTY);
    patient.put("max.block.ms", "600000");
    var settings = ClientSettings.of(broker.connection(patient));
    var asked = new CountDownLatch(1);
    var writer =
        writer(
            settings,
            () -> {
              broker.stop();
              asked.countDown();
            });
    writer.open();

    var commit = writer.commitAsync(Records.live(1, 10));
    assertThatCode(asked::await).doesNotThrowAnyException();
    writer.close();

    assertThatThrownBy(commit::get).hasCauseInstanceOf(OutcomeUnknown.class);
  }

  @Test
  @Timeout(60)
  void rowsThatLoseTheBrokerAreSurelyNotCommitted() {
    var writer = writer(prepared(), () -> {});
    writer.open();
    broker.stop();

    writer.send(new Timestamp(1), 0, null, null);

    assertThatThrownBy(() -> writer.commit(Records.live(1, 10))).isInstanceOf(SendFailed.class);
    writer.close();
  }

  @Test
  @Timeout(60)
  void aClusterThatDoesNotAnswerIsNamed() {
    var settings = prepared();
    broker.stop();

    try (var cluster = KafkaCluster.connect(settings);
        var writer = writer(settings, () -> {})) {
      assertThatThrownBy(() -> new Topics(cluster, System::nanoTime).find("orders"))
          .isInstanceOf(UnreachableException.class)
          .hasMessageContaining(broker.address());
      assertThatThrownBy(
              () -> new ProgressLog(cluster, Duration.ofSeconds(30), System::nanoTime).read(SINK))
          .isInstanceOf(UnreachableException.class);
      assertThatThrownBy(writer::open).isInstanceOf(UnreachableException.class);
    }
  }

  @Test
  void unsafeTransactionsAreRefusedUnlessTheConnectionAcceptsThem() throws IOException {
    broker.close();
    broker = Broker.start(1);
    var connection = broker.connection(Map.of());
    var accepting =
        new Connections.Kafka(
            connection.bootstrapServers(), connection.properties(), "progress", "", true);

    try (var strict = KafkaCluster.connect(ClientSettings.of(connection));
        var lax = KafkaCluster.connect(ClientSettings.of(accepting))) {
      assertThatThrownBy(() -> TransactionVersion.requireSafe(strict))
          .isInstanceOf(UnsafeTransactionsException.class)
          .hasMessageContaining("transaction.version 1")
          .hasMessageContaining("allowUnsafeTransactions: true");
      TransactionVersion.requireSafe(lax);
    }
  }

  /** Settings of clients that give up soon, for a cluster in which all topics exist. */
  private ClientSettings prepared() {
    try (var cluster = KafkaCluster.connect(ClientSettings.of(broker.connection(Map.of())))) {
      var topics = new Topics(cluster, System::nanoTime);
      topics.ensure(SPEC);
      new ProgressTopic(cluster, topics).ensure();
    }
    return ClientSettings.of(broker.connection(HASTY));
  }

  private static TransactionalWriter writer(ClientSettings settings, Runnable beforeCommit) {
    return new TransactionalWriter(
        settings,
        SINK,
        "orders",
        new CommitPoints() {
          @Override
          public void beforeCommit() {
            beforeCommit.run();
          }

          @Override
          public void afterCommit() {}
        });
  }
}
