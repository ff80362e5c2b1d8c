package dev.headgate.bench.soak;

import dev.headgate.bench.stage.Consumption;
import dev.headgate.bench.stage.DataTopic;
import dev.headgate.bench.stage.Heard;
import dev.headgate.bench.stage.Servers;
import dev.headgate.bench.stage.Wiring;
import dev.headgate.bench.stage.Worker;
import dev.headgate.bench.stage.WorkerLaunch;
import dev.headgate.dataflow.cutover.Attempt;
import dev.headgate.dataflow.cutover.CutoverStep;
import dev.headgate.dataflow.cutover.Mode;
import dev.headgate.dataflow.cutover.Observed;
import dev.headgate.dataflow.cutover.Wanted;
import dev.headgate.dataflow.progress.LiveRecord;
import dev.headgate.dataflow.relation.Relation;
import dev.headgate.dataflow.sink.Version;
import dev.headgate.dataflow.time.Timestamp;
import dev.headgate.testkit.load.Load;
import dev.headgate.testkit.load.Tables;
import dev.headgate.testkit.load.TestDatabase;
import dev.headgate.testkit.oracle.WalOracle;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One sink with its worker, its operator, writers upstream and a consumer downstream.
 *
 * <p>Not thread-safe, but for {@link #observed} and {@link #victims}.
 */
final class Trial implements AutoCloseable {

  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final long PERIOD_MILLIS = 5;

  /** Some steps last for milliseconds. */
  private static final long STEP_PERIOD_MILLIS = 1;

  /** As short as a user would choose them who wants to see an outage soon. */
  private static final Map<String, String> KAFKA_SETTINGS =
      Map.of(
          "default.api.timeout.ms", "10000",
          "request.timeout.ms", "2000",
          "delivery.timeout.ms", "8000",
          "max.block.ms", "10000",
          "transaction.timeout.ms", "20000");

  private final Deque<AutoCloseable> toClose = new ArrayDeque<>();
  private final TestDatabase database;
  private final Wiring wiring;
  private final Relation first;
  private final Relation second;
  private final Worker worker;
  private final OperatorJvm operator;
  private final Victims victims;
  private final Judge judge;
  private final Load load;
  private final Heard heard = new Heard(Long.MAX_VALUE);
  private Optional<Consumption> consumption = Optional.empty();
  private boolean begun;
  private Wanted wanted;

  private Trial(Servers servers, WorkerLaunch launch, Load.Shape shape) throws Exception {
    this.database = closing(TestDatabase.withTables(servers.postgres()));
    var oracle = closing(WalOracle.open(servers.postgres(), database.name()));
    this.wiring = new Wiring(servers, database, KAFKA_SETTINGS);
    this.first = wiring.relation(Tables.MATVIEW_1);
    this.second = wiring.relation(Tables.MATVIEW_2);
    this.wanted = wiring.sink(first, "key_col", true);
    this.judge = closing(new Judge(servers, oracle, wanted, List.of(first, second)));
    this.worker = closing(new Worker(wanted.sink(), launch));
    this.operator = closing(new OperatorJvm(wanted, worker.directory()));
    this.victims = new Victims(servers, database, worker, operator);
    this.load = closing(Load.startEnduring(servers.postgres(), database.name(), shape));
  }

  /** Starts all; on return changes flow, and the snapshot was judged. */
  static Trial start(Servers servers, WorkerLaunch launch, Load.Shape shape) throws Exception {
    var trial = new Trial(servers, launch, shape);
    try {
      trial.begin();
      return trial;
    } catch (Exception e) {
      try (trial) {
        throw e;
      }
    }
  }

  private void begin() throws Exception {
    load.awaitMore(100);
    operator.start();
    await("the first assignment", () -> worker.endpoint().assigned().isPresent());
    worker.start();
    begun = true;
    awaitStreaming(Version.FIRST);
    consumption = Optional.of(closing(new Consumption(topic(), heard)));
    judge.requireExact();
  }

  /** The topic that it writes. */
  DataTopic topic() {
    return new DataTopic(wiring.servers().kafka().bootstrapServers(), wanted.spec().topic());
  }

  private <T extends AutoCloseable> T closing(T resource) {
    toClose.push(resource);
    return resource;
  }

  /**
   * Edits {@code spec.from} to the relation that does not flow; its name.
   *
   * @param leaving the version that flows
   * @param mode of the cutover
   */
  String edit(Version leaving, Mode mode) throws IOException {
    var other = wanted.fromName().equals(first.name()) ? second : first;
    judge.expect(leaving.next(), mode);
    wanted = Wiring.edited(wanted, other, mode);
    operator.edit(wanted);
    return other.name();
  }

  /** Waits until the Sink's status says that the try to leave a version has completed; T. */
  Timestamp awaitCompleted(Version leaving) throws Exception {
    await("the cutover from version " + leaving, () -> completed(leaving).isPresent());
    return completed(leaving).orElseThrow();
  }

  private Optional<Timestamp> completed(Version leaving) throws IOException {
    return operator
        .attempt()
        .filter(a -> a.leaving().equals(leaving))
        .map(Attempt::fate)
        .filter(Attempt.Fate.Completed.class::isInstance)
        .map(fate -> ((Attempt.Fate.Completed) fate).at());
  }

  /** Waits until the worker streams that version, beyond where it began. */
  void awaitStreaming(Version version) throws Exception {
    await("version %s streams".formatted(version), () -> streams(version));
  }

  private boolean streams(Version version) throws InterruptedException {
    return observed()
        .filter(o -> o.activity() == Observed.Activity.STREAMING)
        .flatMap(Trial::record)
        .filter(record -> record.version().equals(version))
        .filter(record -> record.frontier().isPast(record.history().getLast().at()))
        .isPresent();
  }

  /**
   * Waits until all that lies within a second of T has come to the consumer; when T's first did.
   */
  long awaitHeard(Timestamp at, long reachNanos) throws Exception {
    await("a record at or beyond " + at.toLsn(), () -> heard.firstFrom(at).isPresent());
    long first = heard.firstFrom(at).orElseThrow();
    await("a record later than that", () -> heard.last().orElseThrow() >= first + reachNanos);
    return first;
  }

  /** Ends the load, and waits until the sink has written all of it. */
  void settle() throws Exception {
    load.stop();
    long before = database.walPosition();
    database.execute(
        "INSERT INTO orders VALUES (-1, 1, 'settled', clock_timestamp()) ON CONFLICT (key_col)"
            + " DO UPDATE SET updated = excluded.updated");
    var end = new Timestamp(before);
    await(
        "the frontier is past " + end.toLsn(),
        () -> observed().flatMap(Trial::record).filter(r -> r.frontier().isPast(end)).isPresent());
  }

  /** What the worker says; empty while it does not answer. */
  Optional<Observed> observed() throws InterruptedException {
    return worker.endpoint().observed();
  }

  /** Where the cutover from a version is, as {@link Blow#point} names it. */
  String point(Version leaving) throws InterruptedException {
    var observed = observed();
    if (observed.isEmpty()) {
      return "no answer";
    }
    var step = observed.get().cutover().map(Observed.Cutover::step);
    if (step.isPresent()) {
      return step.get().word();
    }
    var record = record(observed.get());
    if (record.isEmpty()) {
      return "no record";
    }
    return record.get().version().equals(leaving) ? "before" : "after";
  }

  /** Waits until the cutover from a version is in a step, or beyond it. */
  void awaitStep(Version leaving, CutoverStep step) throws Exception {
    await(
        "step " + step.word(),
        STEP_PERIOD_MILLIS,
        () -> {
          var observed = observed();
          return observed
                  .flatMap(Observed::cutover)
                  .filter(c -> c.step().compareTo(step) >= 0)
                  .isPresent()
              || observed
                  .flatMap(Trial::record)
                  .filter(r -> !r.version().equals(leaving))
                  .isPresent();
        });
  }

  private static Optional<LiveRecord> record(Observed observed) {
    return observed.record().filter(LiveRecord.class::isInstance).map(LiveRecord.class::cast);
  }

  /** What becomes true. */
  @FunctionalInterface
  private interface Condition {
    boolean holds() throws Exception;
  }

  private void await(String what, Condition condition) throws Exception {
    await(what, PERIOD_MILLIS, condition);
  }

  private void await(String what, long periodMillis, Condition condition) throws Exception {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    while (!condition.holds()) {
      if (consumption.isPresent()) {
        consumption.get().requireNoFailure();
      }
      if (begun) {
        victims.startWorkerIfItEnded();
      }
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException(
            "Not within %d s: %s.%n%s".formatted(LIMIT.toSeconds(), what, lastWords()));
      }
      Thread.sleep(periodMillis);
    }
  }

  /** What operator and worker know and have printed last. */
  String lastWords() throws IOException, InterruptedException {
    return "The try: %s%nThe worker: %s%n%s%nThe operator:%n%s"
        .formatted(operator.attempt(), observed(), worker.logTail(), operator.logTail());
  }

  Victims victims() {
    return victims;
  }

  Judge judge() {
    return judge;
  }

  Heard heard() {
    return heard;
  }

  /** Ends all of it, the database last. */
  @Override
  public void close() throws Exception {
    try {
      if (!toClose.isEmpty()) {
        toClose.pop().close();
      }
    } finally {
      if (!toClose.isEmpty()) {
        close();
      }
    }
  }
}
