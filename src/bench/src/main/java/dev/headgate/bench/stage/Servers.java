package dev.headgate.bench.stage;

import dev.headgate.testkit.kafka.KafkaServer;
import dev.headgate.testkit.load.TestDatabase;
import dev.headgate.testkit.postgres.PostgresServer;
import dev.headgate.testkit.registry.SchemaRegistryServer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;

/** What a sink reads from and writes to. */
public record Servers(PostgresServer postgres, KafkaServer kafka, SchemaRegistryServer registry)
    implements AutoCloseable {

  /** Not the testkit's, which starts quickly and is slow for good. */
  private static final List<String> BROKER_OPTIONS = List.of("-Xms1g", "-Xmx1g");

  /** A vacuum that begins by itself would be part of some rounds and not of others. */
  private static final Map<String, String> POSTGRES_SETTINGS = Map.of("autovacuum", "off");

  /** Rows that are updated all the time would make their tables ever slower. */
  private static final Map<String, String> VACUUM_OFTEN = Map.of("autovacuum_naptime", "5s");

  /** Starts all at once. What has started when another one fails goes with this JVM. */
  public static Servers launch() throws Exception {
    return launch(
        () -> KafkaServer.launch(Map.of(), BROKER_OPTIONS),
        () -> PostgresServer.launch(POSTGRES_SETTINGS));
  }

  /** As {@link #launch}, but with servers that start quickly, often, and serve for long. */
  public static Servers launchForSoak() throws Exception {
    return launch(KafkaServer::launch, () -> PostgresServer.launch(VACUUM_OFTEN));
  }

  private static Servers launch(Callable<KafkaServer> broker, Callable<PostgresServer> database)
      throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var kafka = threads.submit(broker);
      var registry = threads.submit(SchemaRegistryServer::launch);
      var postgres = threads.submit(database);
      return new Servers(postgres.get(), kafka.get(), registry.get());
    }
  }

  /** A new, empty database. */
  public TestDatabase database() throws Exception {
    return TestDatabase.create(postgres);
  }

  /** The processes, by what figures call them. */
  public Map<String, Long> families() {
    return Map.of("postgres", postgres.pid(), "kafka", kafka.pid(), "registry", registry.pid());
  }

  /** What was chosen for the servers, for the report. */
  public static Map<String, Object> settings() {
    return Map.of("postgres", POSTGRES_SETTINGS, "kafkaJvmOptions", BROKER_OPTIONS);
  }

  /** Ends all, and deletes what they kept. */
  @Override
  public void close() {
    try (postgres;
        kafka;
        registry) {
      // The try closes them.
    }
  }
}
