package dev.headgate.worker.repair;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.headgate.dataflow.contents.SpillPast;
import dev.headgate.dataflow.time.Timestamp;
import dev.headgate.postgres.Slots;
import dev.headgate.postgres.reread.KnownSnapshot;
import dev.headgate.postgres.reread.StreamedBefore;
import dev.headgate.postgres.reread.StreamedTransactions;
import dev.headgate.testkit.load.Tables;
import dev.headgate.testkit.load.TestDatabase;
import dev.headgate.testkit.oracle.WalOracle;
import dev.headgate.testkit.postgres.PostgresServer;
import dev.headgate.worker.spill.SpillDirectory;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * For each rule of a read beside a stream the order of events that it is there for: with the rule
 * the contents are exact, without it they are not.
 */
class ForcedOrdersTest {

  private static final String INSERT =
      "INSERT INTO matview_2 VALUES (%d, 'direct', 1.5, 'n', now())";

  private static PostgresServer postgres;

  @TempDir private Path directory;
  private TestDatabase database;
  private WalOracle oracle;
  private Matviews matviews;
  private StreamingProcess process;

  @BeforeAll
  static void launch() {
    postgres =
        PostgresServer.launch(
            Map.of("synchronous_standby_names", "nobody", "synchronous_commit", "local"));
  }

  @AfterAll
  static void stop() {
    postgres.close();
  }

  @BeforeEach
  void begin() throws Exception {
    database = TestDatabase.withTables(postgres);
    oracle = WalOracle.open(postgres, database.name());
    matviews = new Matviews(database);
    process = process(matviews.makeSlot());
    process.takeFloor();
    database.execute(INSERT.formatted(0));
    process.catchUp();
  }

  @AfterEach
  void end() throws Exception {
    process.close();
    oracle.close();
    database.close();
  }

  private StreamingProcess process(Timestamp from) throws Exception {
    var spill = new SpillDirectory(directory, 1 << 20);
    try (var control = database.connect()) {
      new Slots(control).release(Matviews.SLOT);
    }
    return new StreamingProcess(matviews, Matviews.SLOT, from, new SpillPast(spill, 1 << 20));
  }

  @Test
  void aCommitThatWasStreamedBeforeItIsSeenIsWaitedFor() throws Exception {
    var commit = streamedUnseen(INSERT.formatted(1));

    process.record();
    process.prepare(beforeWithoutTheRule(), StreamingProcess.PATIENCE);
    requireWrong();

    process.endPreparation();
    prepareWaiting(process.record(), commit);
    requireExact();
  }

  @Test
  void aNewProcessWaitsForACommitThatAnEarlierOneStreamed() throws Exception {
    var commit = streamedUnseen(INSERT.formatted(1));
    var frontier = process.upper;
    process.close();
    process = process(frontier);

    process.streamed.floorTaken(1, 0);
    process.prepare(process.record(), StreamingProcess.PATIENCE);
    requireWrong();

    process.close();
    process = process(frontier);
    process.takeFloor();
    prepareWaiting(process.record(), commit);
    requireExact();
  }

  @Test
  void whatIsStreamedBetweenTheSnapshotAndTheRecordingIsMissed() throws Exception {
    var taken = new ConcurrentLinkedQueue<KnownSnapshot>();
    var early = process.read(process.streamed.before(), StreamingProcess.PATIENCE, taken).join();
    database.execute(INSERT.formatted(1));
    process.catchUp();
    process.record();
    process.tell(taken);
    process.use(early);
    process.catchUp();
    requireWrong();

    process.endPreparation();
    var late = process.read(process.record(), StreamingProcess.PATIENCE, taken).join();
    database.execute(INSERT.formatted(2));
    process.catchUp();
    process.tell(taken);
    process.use(late);
    requireExact();
  }

  @Test
  void aTransactionThatIsOpenAcrossTheSnapshotIsLaidOverIt() throws Exception {
    // Which transactions the snapshot shows: all; those below xmax; as it says itself.
    acrossTheSnapshot(1, snapshot -> xid -> true);
    requireWrong();
    acrossTheSnapshot(2, s -> xid -> s.visible().full(xid) < s.visible().xmax());
    requireWrong();
    acrossTheSnapshot(3, snapshot -> snapshot::shows);
    requireExact();
  }

  private void acrossTheSnapshot(int key, Function<KnownSnapshot, IntPredicate> shown)
      throws Exception {
    process.endPreparation();
    try (var open = database.connect();
        var statement = open.createStatement()) {
      open.setAutoCommit(false);
      statement.execute(INSERT.formatted(key));
      // One that is younger and over: xmax is past the open one.
      database.execute(INSERT.formatted(100 + key));
      var taken = new ConcurrentLinkedQueue<KnownSnapshot>();
      process.catchUp();
      var before = process.record();
      var reading = process.read(before, StreamingProcess.PATIENCE, taken).join();
      var snapshot = taken.remove();
      process.recorder.orElseThrow().snapshotTaken(shown.apply(snapshot), snapshot.notBefore());
      process.use(reading);
      open.commit();
    }
    process.catchUp();
  }

  @Test
  void aTimestampThatTheSnapshotIsPastIsNotServed() throws Exception {
    process.record();
    database.execute(INSERT.formatted(1));
    var taken = new ConcurrentLinkedQueue<KnownSnapshot>();
    var reading = process.read(process.streamed.before(), StreamingProcess.PATIENCE, taken).join();
    var snapshot = taken.remove();

    var recorder = process.recorder.orElseThrow();
    recorder.snapshotTaken(snapshot::shows, snapshot.notBefore());
    process.use(reading);
    assertThat(process.isReady()).as("ready at %s", process.upper.toLsn()).isFalse();
    recorder.snapshotTaken(snapshot::shows, Timestamp.ZERO);
    requireWrong();

    recorder.snapshotTaken(snapshot::shows, snapshot.notBefore());
    process.catchUp();
    requireExact();
  }

  /** Streams a commit that no snapshot shows. */
  private UnseenCommit streamedUnseen(String change) throws Exception {
    int before = process.transactions;
    var commit = UnseenCommit.of(database, change);
    process.pollUntil(() -> process.transactions > before);
    return commit;
  }

  /** As if nothing had been streamed. */
  private static StreamedBefore beforeWithoutTheRule() {
    var forgetful = new StreamedTransactions(1);
    forgetful.floorTaken(1, 0);
    return forgetful.before();
  }

  /** Prepares, and lets the commit be seen once the read waits for it. */
  private void prepareWaiting(StreamedBefore before, UnseenCommit commit) throws Exception {
    var taken = new ConcurrentLinkedQueue<KnownSnapshot>();
    CompletableFuture<Prepared> reading = process.read(before, StreamingProcess.PATIENCE, taken);
    await()
        .atMost(StreamingProcess.PATIENCE)
        .until(
            () ->
                database
                    .ask(
                        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                            + " AND query = 'SELECT pg_current_snapshot()'")
                    .equals("1"));
    assertThat(taken).isEmpty();

    commit.release();
    process.use(reading.join());
    process.tell(taken);
    process.catchUp();
  }

  private void requireExact() throws Exception {
    process.catchUp();
    assertThat(process.isReady()).isTrue();
    assertThat(process.write()).isEqualTo(expected());
  }

  private void requireWrong() throws Exception {
    assertThat(process.isReady()).isTrue();
    assertThat(process.write()).as("what a read without the rule gives").isNotEqualTo(expected());
  }

  private Matviews.Messages expected() throws Exception {
    var history = oracle.read();
    long at = process.upper.bits();
    return Matviews.difference(
        Matviews.contents(history, Tables.MATVIEW_1, at),
        Matviews.contents(history, Tables.MATVIEW_2, at));
  }
}
