package dev.headgate.worker.sink;

import static dev.headgate.worker.sink.SinkLoop.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.headgate.dataflow.cutover.Observed.Activity;
import dev.headgate.dataflow.cutover.Terms;
import dev.headgate.testkit.junit.SharedServers;
import dev.headgate.testkit.kafka.KafkaServer;
import dev.headgate.testkit.postgres.PostgresServer;
import dev.headgate.testkit.registry.SchemaRegistryServer;
import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a sink's loop does as it is told. */
@SharedServers
class SinkRunnerTest {

  private final KafkaServer kafka;
  private final PostgresServer postgres;
  private final SchemaRegistryServer registry;
  @TempDir private Path directory;
  private SinkLoop sink;

  SinkRunnerTest(KafkaServer kafka, PostgresServer postgres, SchemaRegistryServer registry) {
    this.kafka = kafka;
    this.postgres = postgres;
    this.registry = registry;
  }

  @BeforeEach
  void start() throws SQLException {
    sink = new SinkLoop(kafka, postgres, registry, directory);
    sink.start();
  }

  @AfterEach
  void stop() throws InterruptedException {
    sink.close();
  }

  @Test
  void streamsCutsOverAndIsReleased() throws SQLException {
    sink.execute("INSERT INTO matview_1 VALUES (1000, 'streamed')");
    await().atMost(SOON).until(() -> sink.messages().size() == 101);

    sink.cutOver(Terms.DEFAULT);
    await().atMost(SOON).until(() -> sink.version() == 2);
    sink.execute(
        "INSERT INTO matview_1 VALUES (2000, 'never')",
        "INSERT INTO matview_2 VALUES (3000, 'new')");
    await().atMost(SOON).until(() -> sink.messages().size() == 102);

    sink.release();
    await().atMost(SOON).until(() -> sink.observed().activity() == Activity.RELEASED);
    try (var connection = sink.connect();
        var statement = connection.createStatement();
        var rows =
            statement.executeQuery(
                "SELECT slot_name FROM pg_replication_slots WHERE database = current_database()"
                    + " UNION ALL SELECT pubname FROM pg_publication")) {
      assertThat(rows.next()).isFalse();
    }
  }

  @Test
  void tableThatWasDroppedStallsTheSinkAndIsNamed() throws SQLException {
    sink.execute("DROP TABLE matview_1");

    await()
        .atMost(SOON)
        .untilAsserted(
            () -> {
              assertThat(sink.observed().activity()).isEqualTo(Activity.STALLED);
              assertThat(sink.observed().error().orElseThrow())
                  .contains("there is no table public.matview_1", "Create the table");
            });
  }
}
