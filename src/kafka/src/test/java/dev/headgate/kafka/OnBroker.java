package dev.headgate.kafka;

import dev.headgate.dataflow.sink.Connections;
import dev.headgate.dataflow.sink.SinkId;
import dev.headgate.dataflow.sink.SinkSpec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.UUID;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/** A test on a broker of its class, with a data topic and a sink id of each method. */
abstract class OnBroker {

  static Broker broker;
  static ClientSettings settings;
  static KafkaCluster cluster;
  static Admin admin;

  final SinkId sink = new SinkId("sink-" + UUID.randomUUID());
  final String topic = "data-" + UUID.randomUUID();
  final Topics topics = new Topics(cluster, System::nanoTime);
  final ProgressLog log = new ProgressLog(cluster, Duration.ofSeconds(30), System::nanoTime);
  private final List<TransactionalWriter> writers = new ArrayList<>();

  @BeforeAll
  static void startBroker() {
    broker = Broker.start();
    settings = ClientSettings.of(broker.connection(Map.of()));
    cluster = KafkaCluster.connect(settings);
    admin = Admin.create(Map.of("bootstrap.servers", broker.address()));
  }

  @BeforeEach
  void createProgressTopic() {
    new ProgressTopic(cluster, topics).ensure();
  }

  @AfterEach
  void closeWriters() {
    writers.forEach(TransactionalWriter::close);
  }

  @AfterAll
  static void stopBroker() throws IOException {
    admin.close(Duration.ZERO);
    cluster.close();
    broker.close();
  }

  TransactionalWriter opened() {
    return opened(settings, CommitPoints.NONE);
  }

  TransactionalWriter opened(ClientSettings ownSettings, CommitPoints points) {
    var writer = new TransactionalWriter(ownSettings, sink, topic, points);
    writers.add(writer);
    writer.open();
    return writer;
  }

  static ClientSettings settingsWithProgressTopic(String name) {
    var connection = broker.connection(Map.of());
    return ClientSettings.of(
        new Connections.Kafka(
            connection.bootstrapServers(), connection.properties(), name, "", false));
  }

  static SinkSpec spec(String topic, int partitions) {
    return new SinkSpec(
        topic, OptionalInt.of(partitions), OptionalInt.of(1), Map.of(), List.of("k"), true);
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** Every committed record of a partition, up to its last stable offset. */
  static List<ConsumerRecord<byte[], byte[]>> committed(String topic, int partition) {
    var records = new ArrayList<ConsumerRecord<byte[], byte[]>>();
    var at = new TopicPartition(topic, partition);
    try (var consumer = new KafkaConsumer<byte[], byte[]>(settings.forConsumer())) {
      consumer.assign(List.of(at));
      consumer.seekToBeginning(List.of(at));
      long end = consumer.endOffsets(List.of(at)).get(at);
      while (consumer.position(at) < end) {
        consumer.poll(Duration.ofMillis(100)).forEach(records::add);
      }
    }
    return records;
  }
}
