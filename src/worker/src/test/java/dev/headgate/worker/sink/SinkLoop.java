package dev.headgate.worker.sink;

import static org.awaitility.Awaitility.await;

import dev.headgate.dataflow.cutover.Candidate;
import dev.headgate.dataflow.cutover.CutoverId;
import dev.headgate.dataflow.cutover.Desired;
import dev.headgate.dataflow.cutover.Grant;
import dev.headgate.dataflow.cutover.Observed;
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
import dev.headgate.testkit.kafka.KafkaServer;
import dev.headgate.testkit.kafka.TopicReader;
import dev.headgate.testkit.kafka.TopicRecord;
import dev.headgate.testkit.postgres.PostgresServer;
import dev.headgate.testkit.registry.SchemaRegistryServer;
import dev.headgate.worker.spill.SpillDirectory;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.sql.Connection;
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

/**
 * One sink's loop in this process, on real servers, with a database of its own that has two tables:
 * matview_1 with the keys 1 to 100, and an empty matview_2.
 */
final class SinkLoop implements AutoCloseable {

  static final Duration SOON = Duration.ofSeconds(30);

  private final KafkaServer kafka;
  private final PostgresServer postgres;
  private final SchemaRegistryServer registry;
  private final Path directory;
  private final Map<String, String> kafkaProperties;
  private final String database = "db_" + UUID.randomUUID().toString().replace("-", "");
  private final SinkId id = SinkId.of("test", "default", database);
  private Optional<SinkRunner> runner = Optional.empty();

  /**
   * Makes the database.
   *
   * @param directory for what the loop spills
   */
  SinkLoop(
      KafkaServer kafka, PostgresServer postgres, SchemaRegistryServer registry, Path directory)
      throws SQLException {
    this(kafka, postgres, registry, directory, Map.of());
  }

  /** As the other, with properties of Kafka's clients. */
  SinkLoop(
      KafkaServer kafka,
      PostgresServer postgres,
      SchemaRegistryServer registry,
      Path directory,
      Map<String, String> kafkaProperties)
      throws SQLException {
    this.kafkaProperties = kafkaProperties;
    this.kafka = kafka;
    this.postgres = postgres;
    this.registry = registry;
    this.directory = directory;
    postgres.createDatabase(database);
    execute(
        "CREATE TABLE matview_1 (key_col bigint PRIMARY KEY, tier text)",
        "CREATE TABLE matview_2 (key_col bigint PRIMARY KEY, tier text)",
        "INSERT INTO matview_1 SELECT i, 'old' FROM generate_series(1, 100) i");
  }

  void execute(String... statements) throws SQLException {
    postgres.execute(database, statements);
  }

  /** The only value of a query. */
  String ask(String query) throws SQLException {
    try (var connection = connect();
        var statement = connection.createStatement();
        var row = statement.executeQuery(query)) {
      row.next();
      return row.getString(1);
    }
  }

  Connection connect() throws SQLException {
    return postgres.connect(database);
  }

  /** Starts it with matview_1; on return changes flow. */
  void start() throws SQLException {
    start(SinkSettings.defaults(1 << 28), SinkObserver.log());
  }

  /** As {@link #start()}, tuned and watched. */
  void start(SinkSettings settings, SinkObserver observer) throws SQLException {
    runner =
        Optional.of(
            SinkRunner.start(
                id,
                Optional.of(
                    new Desired(
                        1,
                        "uid",
                        Run.RUNNING,
                        false,
                        definition(Version.FIRST, "matview_1"),
                        Optional.empty(),
                        0,
                        Set.of())),
                new SinkContext(
                    UUID.randomUUID().toString(),
                    settings,
                    Clock.systemUTC(),
                    System::nanoTime,
                    new Random(),
                    new SpillDirectory(directory, 1 << 28),
                    HttpClient.newHttpClient(),
                    took -> {},
                    CommitPoints.NONE,
                    observer)));
    await().atMost(SOON).until(() -> observed().activity() == Activity.STREAMING);
  }

  /** Lets it cut over from matview_1 to matview_2, its second version, at once. */
  void cutOver(Terms terms) throws SQLException {
    var to = relation("matview_2");
    var candidate =
        new Candidate(
            definition(new Version(2), "matview_2"),
            CutoverId.of(id, record(), to, 0),
            0,
            Optional.empty(),
            terms,
            Optional.of(Grant.CUT_OVER));
    ask(2, Run.RUNNING, Optional.of(candidate));
  }

  /** Asks it to give back all that it has upstream. */
  void release() throws SQLException {
    ask(3, Run.RELEASED, Optional.empty());
  }

  private void ask(long generation, Run run, Optional<Candidate> candidate) throws SQLException {
    runner
        .orElseThrow()
        .ask(
            new Desired(
                generation,
                "uid",
                run,
                true,
                definition(Version.FIRST, "matview_1"),
                candidate,
                0,
                Set.of()));
  }

  Observed observed() {
    return runner.orElseThrow().observed();
  }

  LiveRecord record() {
    return (LiveRecord) observed().record().orElseThrow();
  }

  int version() {
    return record().version().number();
  }

  /** The name of the topic, which need not exist before it starts. */
  String topic() {
    return database;
  }

  /** What the topic holds, as {@code read_committed} consumers see it. */
  List<TopicRecord> messages() {
    return new TopicReader(kafka.bootstrapServers()).readCommitted(database);
  }

  private Definition definition(Version version, String table) throws SQLException {
    return new Definition(version, relation(table), spec(), connections());
  }

  private Relation relation(String table) throws SQLException {
    try (var connection = connect();
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
        new Connections.Kafka(
            kafka.bootstrapServers(), kafkaProperties, "headgate-progress", "", false),
        new Connections.SchemaRegistry(registry.url().toString(), Optional.empty()),
        new Connections.Postgres(
            postgres.host(),
            postgres.port(),
            database,
            new Connections.Credentials(postgres.superuser(), postgres.password())));
  }

  @Override
  public void close() throws InterruptedException {
    if (runner.isPresent()) {
      runner.get().close();
    }
  }
}
