package dev.headgate.worker.endtoend;

import dev.headgate.dataflow.sink.OnValueError;
import dev.headgate.testkit.junit.SharedServers;
import dev.headgate.testkit.kafka.KafkaServer;
import dev.headgate.testkit.load.Load;
import dev.headgate.testkit.load.Tables;
import dev.headgate.testkit.load.TestDatabase;
import dev.headgate.testkit.postgres.PostgresServer;
import dev.headgate.testkit.registry.SchemaRegistryServer;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;

/** Tests of whole sinks, on servers that all of them share. */
@SharedServers
abstract class EndToEnd {

  private final KafkaServer kafka;
  private final PostgresServer postgres;
  private final SchemaRegistryServer registry;
  private final Deque<AutoCloseable> toClose = new ArrayDeque<>();

  EndToEnd(KafkaServer kafka, PostgresServer postgres, SchemaRegistryServer registry) {
    this.kafka = kafka;
    this.postgres = postgres;
    this.registry = registry;
  }

  /** A sink with a snapshot, in a database with {@link Tables}. */
  SinkUnderTest sink() throws SQLException {
    return sink(true);
  }

  SinkUnderTest sink(boolean snapshot) throws SQLException {
    return sink(kafka, kafka.bootstrapServers(), snapshot);
  }

  /**
   * As {@link #sink()}, with settings of its topic, and with rows that it may not be able to write.
   */
  SinkUnderTest sink(Map<String, String> topicConfig, OnValueError onValueError)
      throws SQLException {
    return closing(
        SinkUnderTest.on(
            new SinkUnderTest.Surroundings(
                TestDatabase.withTables(postgres),
                kafka.bootstrapServers(),
                kafka.bootstrapServers(),
                registry.url()),
            true,
            topicConfig,
            onValueError));
  }

  /** As {@link #sink()}, with a worker whose way to Kafka is {@link KafkaServer#proxy}. */
  SinkUnderTest sinkBehindProxy() throws SQLException {
    return sink(kafka, kafka.proxiedBootstrapServers(), true);
  }

  /** As {@link #sink()}, on a Kafka of its own. */
  SinkUnderTest sinkOn(KafkaServer own) throws SQLException {
    return sink(own, own.bootstrapServers(), true);
  }

  /** As {@link #sink()}, on a PostgreSQL of its own. */
  SinkUnderTest sinkOn(PostgresServer own) throws SQLException {
    return sink(TestDatabase.withTables(own), kafka, kafka.bootstrapServers(), true);
  }

  private SinkUnderTest sink(KafkaServer on, String workersKafka, boolean snapshot)
      throws SQLException {
    return sink(TestDatabase.withTables(postgres), on, workersKafka, snapshot);
  }

  private SinkUnderTest sink(
      TestDatabase database, KafkaServer on, String workersKafka, boolean snapshot)
      throws SQLException {
    return closing(
        SinkUnderTest.on(
            new SinkUnderTest.Surroundings(
                database, on.bootstrapServers(), workersKafka, registry.url()),
            snapshot));
  }

  /** A load on a sink's tables that is running when this returns. */
  Load load(SinkUnderTest sink, Load.Shape shape) {
    return closing(Load.start(sink.database().server(), sink.database().name(), shape));
  }

  /** What a sink's tables hold at first: what some hundred transactions made of them. */
  void fill(SinkUnderTest sink, long seed) {
    load(sink, Load.Shape.usual(seed).atOnce(200)).join();
  }

  KafkaServer kafka() {
    return kafka;
  }

  /** Has it closed after the test, before all that was made before it. */
  <T extends AutoCloseable> T closing(T resource) {
    toClose.push(resource);
    return resource;
  }

  @AfterEach
  void closeAll() throws Exception {
    try {
      if (!toClose.isEmpty()) {
        toClose.pop().close();
      }
    } finally {
      if (!toClose.isEmpty()) {
        closeAll();
      }
    }
  }
}
