package dev.headgate.worker.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.headgate.dataflow.cutover.Candidate;
import dev.headgate.dataflow.cutover.CutoverId;
import dev.headgate.dataflow.cutover.Desired;
import dev.headgate.dataflow.cutover.Grant;
import dev.headgate.dataflow.cutover.Observed.Activity;
import dev.headgate.dataflow.cutover.Run;
import dev.headgate.dataflow.cutover.Terms;
import dev.headgate.dataflow.progress.LiveRecord;
import dev.headgate.dataflow.relation.Relation;
import dev.headgate.dataflow.relation.TableName;
import dev.headgate.dataflow.sink.Connections;
import dev.headgate.dataflow.sink.Definition;
import dev.headgate.dataflow.sink.SinkId;
import dev.headgate.dataflow.sink.SinkSpec;
import dev.headgate.dataflow.sink.Version;
import dev.headgate.kafka.CommitPoints;
import dev.headgate.testkit.junit.SharedServers;
import dev.headgate.testkit.kafka.KafkaServer;
import dev.headgate.testkit.kafka.TopicReader;
import dev.headgate.testkit.postgres.PostgresServer;
import dev.headgate.testkit.registry.SchemaRegistryServer;
import dev.headgate.worker.spill.SpillDirectory;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One sink's loop in this process, on real servers. */
@SharedServers
class SinkRunnerTest {

  private static final Duration SOON = Duration.ofSeconds(30);

  private final KafkaServer kafka;
  private final PostgresServer postgres;
  private final SchemaRegistryServer registry;
  private final String database = "db_" + UUID.randomUUID().toString().replace("-", "");
  private final SinkId id = SinkId.of("test", "default", database);
  @TempDir private Path directory;
  private SinkRunner runner;

  SinkRunnerTest(KafkaServer kafka, PostgresServer postgres, SchemaRegistryServer registry) {
    this.kafka = kafka;
    this.postgres = postgres;
    this.registry = registry;
  }

  @BeforeEach
  void tables() throws SQLException {
    postgres.createDatabase(database);
    postgres.execute(
        database,
        "CREATE TABLE matview_1 (key_col bigint PRIMARY KEY, tier text)",
        "CREATE TABLE matview_2 (key_col bigint PRIMARY KEY, tier text)",
        "INSERT INTO matview_1 SELECT i, 'old' FROM generate_series(1, 100) i");
  }

  @AfterEach
  void stop() throws InterruptedException {
    if (runner != null) {
      runner.close();
    }
  }

  @Test
  void streamsCutsOverAndIsReleased() throws SQLException {
    runner = start(desired(1, active("matview_1"), Optional.empty()));

    await().atMost(SOON).until(() -> runner.observed().activity() == Activity.STREAMING);
    postgres.execute(database, "INSERT INTO matview_1 VALUES (1000, 'streamed')");
    await().atMost(SOON).until(() -> messages() == 101);

    var record = (LiveRecord) runner.observed().record().orElseThrow();
    var to = relation("matview_2");
    var candidate =
        new Candidate(
            new Definition(new Version(2), to, spec(), connections()),
            CutoverId.of(id, record, to, 0),
            0,
            Optional.empty(),
            Terms.DEFAULT,
            Optional.of(Grant.CUT_OVER));
    runner.ask(desired(2, active("matview_1"), Optional.of(candidate)));
    await().atMost(SOON).until(() -> version() == 2);
    postgres.execute(
        database,
        "INSERT INTO matview_1 VALUES (2000, 'never')",
        "INSERT INTO matview_2 VALUES (3000, 'new')");
    await().atMost(SOON).until(() -> messages() == 102);

    runner.ask(
        new Desired(
            3, "uid", Run.RELEASED, true, active("matview_1"), Optional.empty(), 0, Set.of()));
    await().atMost(SOON).until(() -> runner.observed().activity() == Activity.RELEASED);
    try (var connection = postgres.connect(database);
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
    runner = start(desired(1, active("matview_1"), Optional.empty()));
    await().atMost(SOON).until(() -> runner.observed().activity() == Activity.STREAMING);

    postgres.execute(database, "DROP TABLE matview_1");

    await()
        .atMost(SOON)
        .untilAsserted(
            () -> {
              assertThat(runner.observed().activity()).isEqualTo(Activity.STALLED);
              assertThat(runner.observed().error().orElseThrow())
                  .contains("there is no table public.matview_1", "Create the table");
            });
  }

  private int messages() {
    return new TopicReader(kafka.bootstrapServers()).readCommitted(database).size();
  }

  private int version() {
    return runner.observed().record().orElseThrow().version().number();
  }

  private SinkRunner start(Desired file) {
    return SinkRunner.start(
        id,
        Optional.of(file),
        new SinkContext(
            UUID.randomUUID().toString(),
            SinkSettings.defaults(1 << 28),
            Clock.systemUTC(),
            System::nanoTime,
            new Random(),
            new SpillDirectory(directory, 1 << 28),
            HttpClient.newHttpClient(),
            took -> {},
            CommitPoints.NONE,
            SinkObserver.log()));
  }

  private Desired desired(long generation, Definition active, Optional<Candidate> candidate) {
    return new Desired(
        generation, "uid", Run.RUNNING, generation > 1, active, candidate, 0, Set.of());
  }

  private Definition active(String table) throws SQLException {
    return new Definition(Version.FIRST, relation(table), spec(), connections());
  }

  private Relation relation(String table) throws SQLException {
    try (var connection = postgres.connect(database);
        var statement = connection.createStatement();
        var row = statement.executeQuery("SELECT '%s'::regclass::oid".formatted(table))) {
      row.next();
      return new Relation(
          table,
          row.getLong(1),
          new TableName("public", table),
          List.of(Relation.Column.same("key_col"), Relation.Column.same("tier")));
    }
  }

  private SinkSpec spec() {
    return new SinkSpec(
        database, OptionalInt.of(2), OptionalInt.of(1), Map.of(), List.of("key_col"), true);
  }

  private Connections connections() {
    return new Connections(
        new Connections.Kafka(kafka.bootstrapServers(), Map.of(), "headgate-progress", "", false),
        new Connections.SchemaRegistry(registry.url().toString(), Optional.empty()),
        new Connections.Postgres(
            postgres.host(),
            postgres.port(),
            database,
            new Connections.Credentials(postgres.superuser(), postgres.password())));
  }
}
