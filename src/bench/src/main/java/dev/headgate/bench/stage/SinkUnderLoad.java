package dev.headgate.bench.stage;

import dev.headgate.bench.figures.Durations;
import dev.headgate.dataflow.cutover.Attempt;
import dev.headgate.dataflow.cutover.CutoverPolicy;
import dev.headgate.dataflow.cutover.Desired;
import dev.headgate.dataflow.cutover.Observed;
import dev.headgate.dataflow.cutover.Run;
import dev.headgate.dataflow.cutover.Steer;
import dev.headgate.dataflow.cutover.Wanted;
import dev.headgate.dataflow.progress.LiveRecord;
import dev.headgate.dataflow.relation.Relation;
import dev.headgate.dataflow.relation.TableName;
import dev.headgate.dataflow.sink.Connections;
import dev.headgate.dataflow.sink.SinkId;
import dev.headgate.dataflow.sink.SinkSpec;
import dev.headgate.dataflow.time.Timestamp;
import dev.headgate.testkit.load.TestDatabase;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * One sink in a database of its own, without a snapshot, and what the operator does for it: look,
 * decide, tell the worker.
 *
 * <p>Not thread-safe.
 */
public final class SinkUnderLoad implements AutoCloseable {

  public static final int PARTITIONS = 4;

  private static final Duration PERIOD = Duration.ofMillis(10);
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final Servers servers;
  private final TestDatabase database;
  private final Worker worker;
  private final Clock clock;
  private Wanted wanted;
  private Optional<Attempt> attempt = Optional.empty();
  private Optional<Desired> assignment = Optional.empty();

  private SinkUnderLoad(
      Servers servers, TestDatabase database, Worker worker, Clock clock, Wanted wanted) {
    this.servers = servers;
    this.database = database;
    this.worker = worker;
    this.clock = clock;
    this.wanted = wanted;
  }

  /**
   * Prepares one and starts nothing.
   *
   * @param database holds the tables
   * @param table the first relation, all of it
   * @param key its primary key
   */
  public static SinkUnderLoad prepare(
      Servers servers, TestDatabase database, WorkerLaunch launch, String table, String key)
      throws IOException, SQLException {
    var sink = new SinkId("headgate-bench-" + database.name());
    var connections = connections(servers, database);
    var first = relation(database, table);
    var spec =
        new SinkSpec(
            database.name(),
            OptionalInt.of(PARTITIONS),
            OptionalInt.of(1),
            Map.of(),
            List.of(key),
            false);
    return new SinkUnderLoad(
        servers,
        database,
        new Worker(sink, launch),
        Clock.systemUTC(),
        new Wanted(
            sink,
            "bench",
            Run.RUNNING,
            first.name(),
            Optional.of(new Wanted.From(first, connections)),
            spec,
            connections,
            CutoverPolicy.automatic(0, Optional.empty())));
  }

  private static Connections connections(Servers servers, TestDatabase database) {
    var postgres = servers.postgres();
    return new Connections(
        new Connections.Kafka(
            servers.kafka().bootstrapServers(), Map.of(), "headgate-progress", "", false),
        new Connections.SchemaRegistry(servers.registry().url().toString(), Optional.empty()),
        new Connections.Postgres(
            postgres.host(),
            postgres.port(),
            database.name(),
            new Connections.Credentials(postgres.superuser(), postgres.password())));
  }

  private static Relation relation(TestDatabase database, String table) throws SQLException {
    long oid = Long.parseLong(database.ask("SELECT '%s'::regclass::oid::bigint".formatted(table)));
    var columns =
        database.ask(
            "SELECT string_agg(attname, ',' ORDER BY attnum) FROM pg_attribute"
                + " WHERE attrelid = '%s'::regclass AND attnum > 0".formatted(table));
    return new Relation(
        table,
        oid,
        new TableName("public", table),
        Stream.of(columns.split(",")).map(Relation.Column::same).toList());
  }

  /** Starts the worker; on return changes flow. How long that took, in seconds. */
  public double start() throws IOException, InterruptedException {
    long began = System.nanoTime();
    reconcile(Optional.empty());
    worker.start();
    until("changes flow", o -> o.activity() == Observed.Activity.STREAMING);
    return Durations.seconds(System.nanoTime() - began);
  }

  /** Ends the worker as Kubernetes does. */
  public void stop() {
    worker.stop();
  }

  /** Edits {@code spec.from}; on return the cutover has completed. */
  public Timestamp cutOverTo(String table) throws SQLException, IOException, InterruptedException {
    var to = relation(database, table);
    wanted =
        new Wanted(
            wanted.sink(),
            wanted.uid(),
            wanted.run(),
            to.name(),
            Optional.of(new Wanted.From(to, wanted.connections())),
            wanted.spec(),
            wanted.connections(),
            wanted.policy());
    until("the cutover to " + table + " completes", o -> completed(to).isPresent());
    return completed(to).orElseThrow();
  }

  private Optional<Timestamp> completed(Relation to) {
    return attempt
        .filter(a -> a.to().equals(to) && a.fate() instanceof Attempt.Fate.Completed)
        .map(a -> ((Attempt.Fate.Completed) a.fate()).at());
  }

  /** Waits until everything below {@code end} is committed to the topic. */
  public void awaitFrontier(Timestamp end, Duration limit, Duration period)
      throws IOException, InterruptedException {
    until(
        "the frontier is at " + end.toLsn(),
        limit,
        period,
        o -> record(o).filter(r -> !r.frontier().upper().isBefore(end)).isPresent());
  }

  /** What it has in the progress topic. */
  public LiveRecord record() throws InterruptedException {
    return worker.observed().flatMap(SinkUnderLoad::record).orElseThrow();
  }

  private static Optional<LiveRecord> record(Observed observed) {
    return observed.record().filter(LiveRecord.class::isInstance).map(LiveRecord.class::cast);
  }

  private void until(String what, Predicate<Observed> enough)
      throws IOException, InterruptedException {
    until(what, LIMIT, PERIOD, enough);
  }

  private void until(String what, Duration limit, Duration period, Predicate<Observed> enough)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + limit.toNanos();
    while (true) {
      var observed = worker.observed();
      reconcile(observed);
      if (observed.filter(enough).isPresent()) {
        return;
      }
      if (!worker.isRunning() || System.nanoTime() > deadline) {
        throw new IllegalStateException(
            "Not within %d s: %s. The worker says %s and has printed:%n%s"
                .formatted(limit.toSeconds(), what, observed, worker.logTail()));
      }
      Thread.sleep(period);
    }
  }

  private void reconcile(Optional<Observed> observed) throws IOException, InterruptedException {
    var steering = new Steer(clock.instant(), wanted, attempt, assignment, observed).decide();
    attempt = steering.attempt();
    if (steering.assign().isPresent()) {
      assignment = steering.assign();
      worker.assign(assignment.get());
    }
    if (steering.send().isPresent()) {
      worker.tell(steering.send().get());
    }
  }

  /** Of the worker that runs. */
  public WorkerMetrics metrics() throws InterruptedException {
    return WorkerMetrics.parse(worker.metrics());
  }

  public TestDatabase database() {
    return database;
  }

  public Connections connections() {
    return wanted.connections();
  }

  /** The topic that it writes. */
  public DataTopic topic() {
    return new DataTopic(servers.kafka().bootstrapServers(), wanted.spec().topic());
  }

  /** The process of the worker that runs. */
  public long pid() {
    return worker.pid();
  }

  /** Kills the worker, and drops slot and database. */
  @Override
  public void close() throws SQLException {
    worker.close();
    database.close();
  }
}
