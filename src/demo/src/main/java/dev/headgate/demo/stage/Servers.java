package dev.headgate.demo.stage;

import dev.headgate.testkit.kafka.KafkaServer;
import dev.headgate.testkit.load.Load;
import dev.headgate.testkit.load.Tables;
import dev.headgate.testkit.load.TestDatabase;
import dev.headgate.testkit.postgres.PostgresServer;
import dev.headgate.testkit.registry.SchemaRegistryServer;
import java.sql.SQLException;
import java.util.concurrent.Executors;

/**
 * What a sink reads from and writes to.
 *
 * @param database on {@code postgres}, with {@link Tables}
 */
public record Servers(
    PostgresServer postgres,
    KafkaServer kafka,
    SchemaRegistryServer registry,
    TestDatabase database)
    implements AutoCloseable {

  private static final String DATABASE = "shop";

  /** Starts all at once. What has started when another one fails goes with this JVM. */
  public static Servers launch(Stage stage) throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var kafka = threads.submit(() -> stage.during("starting Kafka", () -> KafkaServer.launch()));
      var registry =
          threads.submit(
              () -> stage.during("starting a schema registry", SchemaRegistryServer::launch));
      var postgres =
          threads.submit(() -> stage.during("starting PostgreSQL", () -> PostgresServer.launch()));
      var database = new TestDatabase(postgres.get(), DATABASE);
      postgres.get().createDatabase(DATABASE);
      Tables.create(postgres.get(), DATABASE);
      return new Servers(postgres.get(), kafka.get(), registry.get(), database);
    }
  }

  /** Begins to write to the base table of both relations, at most that often. */
  public Load write(int transactionsPerSecond) {
    var usual = Load.Shape.usual(1);
    return Load.start(
        postgres,
        database.name(),
        new Load.Shape(
                usual.tables(),
                usual.writers(),
                transactionsPerSecond,
                usual.transactions(),
                usual.maxRows(),
                usual.keys(),
                usual.twoPhase(),
                usual.seed())
            .on(Tables.ORDERS));
  }

  /** Commits one more row, so that a sink has something to get past what was written before. */
  void writeLast() throws SQLException {
    database.execute("INSERT INTO orders VALUES (-1, 1, 'last', clock_timestamp())");
  }

  /** Whether no slot and no publication of a sink is left; says so. */
  public boolean hasNothingLeft(Stage stage) throws SQLException {
    String left =
        database.ask(
            "SELECT (SELECT count(*) FROM pg_publication) + (SELECT count(*) FROM"
                + " pg_replication_slots WHERE slot_name LIKE 'headgate%')");
    stage.say("deleted: %s slots and publications of the sink are left".formatted(left));
    return left.equals("0");
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
