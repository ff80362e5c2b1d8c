package dev.headgate.bench.stage;

import dev.headgate.bench.figures.Durations;
import dev.headgate.dataflow.cutover.Attempt;
import dev.headgate.dataflow.cutover.Observed;
import dev.headgate.dataflow.cutover.Wanted;
import dev.headgate.dataflow.progress.LiveRecord;
import dev.headgate.dataflow.relation.Relation;
import dev.headgate.dataflow.sink.Connections;
import dev.headgate.dataflow.time.Timestamp;
import dev.headgate.testkit.load.TestDatabase;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * One sink in a database of its own, without a snapshot, and what the operator does for it: look,
 * decide, tell the worker.
 *
 * <p>Not thread-safe.
 */
public final class SinkUnderLoad implements AutoCloseable {

  private static final Duration PERIOD = Duration.ofMillis(10);
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final Wiring wiring;
  private final Worker worker;
  private final Operator operator;
  private Wanted wanted;

  private SinkUnderLoad(Wiring wiring, Worker worker, Operator operator, Wanted wanted) {
    this.wiring = wiring;
    this.worker = worker;
    this.operator = operator;
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
    var wiring = new Wiring(servers, database);
    var wanted = wiring.sink(wiring.relation(table), key, false);
    var worker = new Worker(wanted.sink(), launch);
    return new SinkUnderLoad(
        wiring,
        worker,
        new Operator(worker.endpoint(), Clock.systemUTC(), attempt -> {}, Optional.empty()),
        wanted);
  }

  /** Starts the worker; on return changes flow. How long that took, in seconds. */
  public double start() throws IOException, InterruptedException {
    long began = System.nanoTime();
    operator.reconcile(wanted, Optional.empty());
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
    var to = wiring.relation(table);
    wanted = Wiring.edited(wanted, to);
    until("the cutover to " + table + " completes", o -> completed(to).isPresent());
    return completed(to).orElseThrow();
  }

  private Optional<Timestamp> completed(Relation to) {
    return operator
        .attempt()
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
    return worker.endpoint().observed().flatMap(SinkUnderLoad::record).orElseThrow();
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
      var observed = worker.endpoint().observed();
      operator.reconcile(wanted, observed);
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

  /** Of the worker that runs. */
  public WorkerMetrics metrics() throws InterruptedException {
    return WorkerMetrics.parse(worker.endpoint().metrics());
  }

  public TestDatabase database() {
    return wiring.database();
  }

  public Connections connections() {
    return wanted.connections();
  }

  /** The topic that it writes. */
  public DataTopic topic() {
    return new DataTopic(wiring.servers().kafka().bootstrapServers(), wanted.spec().topic());
  }

  /** The process of the worker that runs. */
  public long pid() {
    return worker.pid();
  }

  /** Kills the worker, and drops slot and database. */
  @Override
  public void close() throws SQLException {
    worker.close();
    wiring.database().close();
  }
}
