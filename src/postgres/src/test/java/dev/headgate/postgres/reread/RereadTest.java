package dev.headgate.postgres.reread;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.headgate.dataflow.cutover.OpenTransaction;
import dev.headgate.dataflow.relation.Table;
import dev.headgate.dataflow.relation.TableName;
import dev.headgate.postgres.Database;
import dev.headgate.postgres.Source;
import dev.headgate.postgres.SourceException;
import dev.headgate.postgres.SourceProblem;
import dev.headgate.postgres.WalPosition;
import dev.headgate.postgres.catalog.Catalog;
import dev.headgate.postgres.snapshot.VisibleTransactions;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RereadTest {

  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final StreamedBefore NOTHING =
      new StreamedBefore(OptionalLong.empty(), new int[0]);

  private static final VisibleTransactions VISIBLE_NOTHING =
      new VisibleTransactions(0, 0, Set.of());

  private Database database;

  @BeforeEach
  void start() throws SQLException {
    database = Database.create();
    database.execute(
        "CREATE TABLE orders (id int PRIMARY KEY, note text)",
        "INSERT INTO orders SELECT i, repeat('x', 200) FROM generate_series(1, 2000) i");
  }

  @AfterEach
  void close() throws SQLException {
    database.close();
  }

  @Test
  void aSnapshotShowsWhatIsCommittedAndItsPositionIsPastThat() throws Exception {
    try (var reread = reread(PATIENCE);
        var side = database.connect()) {
      var before = WalPosition.insert(side);
      database.execute("SET synchronous_commit = off; DELETE FROM orders WHERE id > 1500");

      var snapshot = reread.take(NOTHING, List.of(orders()), open -> {});
      database.execute("DELETE FROM orders");
      var rows = new AtomicInteger();
      long read = reread.read(orders(), List.of("id"), () -> row -> rows.incrementAndGet());

      assertThat(snapshot.notBefore()).isGreaterThan(before);
      assertThat(snapshot.visible().unfinished()).isEmpty();
      assertThat(read).isEqualTo(1500).isEqualTo(rows.get());
    }
  }

  @Test
  void theWalOfAnIdleServerIsMovedSoThatThePositionIsFlushed() throws Exception {
    for (int i = 0; i < 20; i++) {
      try (var reread = reread(PATIENCE)) {
        var snapshot = reread.take(NOTHING, List.of(orders()), open -> {});

        assertThat(
                database.value(
                    "SELECT pg_current_wal_flush_lsn() >= '%s'::pg_lsn"
                        .formatted(snapshot.notBefore().toLsn())))
            .isEqualTo("t");
      }
      // At all places of a page, the start of one among them.
      database.execute("SELECT pg_logical_emit_message(false, 'x', repeat('x', 397))");
    }
  }

  @Test
  void aTransactionThatWasStreamedBeforeAndIsNotVisibleIsWaitedForAndNamed() throws Exception {
    try (var writer = database.connect();
        var statement = writer.createStatement()) {
      writer.setAutoCommit(false);
      statement.execute("SET application_name = 'the culprit'; DELETE FROM orders WHERE id = 1");
      int xid = Integer.parseUnsignedInt(running());
      var streamed = new StreamedBefore(OptionalLong.empty(), new int[] {xid});

      try (var hasty = reread(Duration.ofMillis(100))) {
        requireBlocked(hasty, streamed, xid);
      }

      var reread = reread(PATIENCE);
      var told = new LinkedBlockingQueue<Waiting>();
      var taken = CompletableFuture.supplyAsync(() -> take(reread, streamed, told::add));
      awaitSession();
      assertThat(told.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS))
          .satisfies(
              waiting -> {
                assertThat(waiting.open())
                    .extracting(OpenTransaction::xid)
                    .containsExactly((long) xid);
                assertThat(waiting.open().getFirst().description()).contains("the culprit");
                assertThat(waiting.willShow(xid)).isFalse();
                assertThat(waiting.willShow(xid - 1)).isTrue();
              });
      assertThat(taken).isNotDone();
      assertThat(
              database.value(
                  "SELECT count(*) FROM pg_locks WHERE relation = 'orders'::regclass"
                      + " AND mode = 'AccessShareLock' AND pid <> pg_backend_pid()"))
          .as("locks that are held while it waits")
          .isEqualTo("0");
      writer.commit();

      assertThat(taken.get().shows(xid)).isTrue();
      assertThat(told)
          .as("none is waited for any more")
          .last()
          .extracting(Waiting::open)
          .isEqualTo(List.of());
      reread.close();
    }
  }

  @Test
  void aFloorIsPassedOnceAllThatRanBeforeItHaveEnded() throws Exception {
    try (var writer = database.connect();
        var side = database.connect();
        var statement = writer.createStatement()) {
      writer.setAutoCommit(false);
      statement.execute("DELETE FROM orders WHERE id = 1");
      int xid = Integer.parseUnsignedInt(running());
      var streamed = new StreamedTransactions(10);
      streamed.floorTaken(TransactionIds.takeFloor(side), streamed.forgotten());
      streamed.passed(TransactionIds.oldestRunning(side));
      try (var hasty = reread(Duration.ofMillis(100))) {
        requireBlocked(hasty, streamed.before(), xid);
      }

      writer.rollback();

      try (var reread = reread(PATIENCE)) {
        reread.take(streamed.before(), List.of(orders()), open -> {});
      }
      streamed.passed(TransactionIds.oldestRunning(side));
      assertThat(streamed.before().allows(VISIBLE_NOTHING)).isTrue();
    }
  }

  private void requireBlocked(Reread reread, StreamedBefore before, int xid) {
    var thrown =
        catchThrowableOfType(
            SourceException.class, () -> reread.take(before, List.of(orders()), open -> {}));

    assertThat(thrown.problem())
        .isInstanceOfSatisfying(
            SourceProblem.ReadBlocked.class,
            p ->
                assertThat(p.blockers())
                    .anyMatch(b -> (int) b.xid() == xid)
                    .allMatch(b -> before.waitsFor(b.xid(), visible())));
  }

  @Test
  void aTableThatIsRewrittenMeanwhileWaitsAndOneThatIsGoneIsAnError() throws Exception {
    var orders = orders();
    try (var reread = reread(PATIENCE)) {
      reread.take(NOTHING, List.of(orders), open -> {});
      assertThatThrownBy(() -> database.execute("SET lock_timeout = '50ms'; TRUNCATE orders"))
          .hasMessageContaining("lock timeout");
      assertThat(reread.read(orders, List.of("id"), () -> row -> {})).isEqualTo(2000);
    }

    database.execute("ALTER TABLE orders RENAME TO other");
    try (var reread = reread(PATIENCE)) {
      assertThatThrownBy(() -> reread.take(NOTHING, List.of(orders), open -> {}))
          .isInstanceOfSatisfying(
              SourceException.class,
              e ->
                  assertThat(e.problem())
                      .isEqualTo(new SourceProblem.TableRewritten(orders.name())));
    }
  }

  @Test
  void aReadThatTakesTooLongIsEnded() throws Exception {
    var orders = orders();
    long over = System.nanoTime() + Duration.ofSeconds(2).toNanos();
    try (var reread = reread(Duration.ofSeconds(1))) {
      reread.take(NOTHING, List.of(orders), open -> {});

      assertThatThrownBy(() -> reread.read(orders, List.of("id"), () -> row -> holdUntil(over)))
          .isInstanceOfSatisfying(
              SourceException.class,
              e ->
                  assertThat(e.problem()).isEqualTo(new SourceProblem.ReadTimedOut(orders.name())));
    }
  }

  @Test
  void aReadCanBeCancelledByAnotherThread() throws Exception {
    var reread = reread(PATIENCE);
    reread.take(NOTHING, List.of(orders()), open -> {});
    var begun = new CountDownLatch(1);
    var cancelled = new CountDownLatch(1);
    var read =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return reread.read(
                    orders(),
                    List.of("note"),
                    () ->
                        row -> {
                          begun.countDown();
                          holdUntil(cancelled);
                        });
              } catch (SQLException | SourceException | InterruptedException e) {
                throw new IllegalStateException(e);
              }
            });
    begun.await();
    reread.cancel();
    cancelled.countDown();

    assertThatThrownBy(read::get).hasCauseInstanceOf(CancellationException.class);
    assertThatThrownBy(() -> reread.read(orders(), List.of("id"), () -> row -> {}))
        .isInstanceOf(CancellationException.class);
  }

  @Test
  void aWaitCanBeCancelledByAnotherThread() throws Exception {
    try (var writer = database.connect();
        var statement = writer.createStatement()) {
      writer.setAutoCommit(false);
      statement.execute("DELETE FROM orders WHERE id = 1");
      int xid = Integer.parseUnsignedInt(running());
      var streamed = new StreamedBefore(OptionalLong.empty(), new int[] {xid});
      var reread = reread(PATIENCE);
      var taken = CompletableFuture.supplyAsync(() -> take(reread, streamed, open -> {}));
      awaitSession();

      reread.cancel();

      assertThatThrownBy(taken::get).hasCauseInstanceOf(CancellationException.class);
    }
  }

  private KnownSnapshot take(Reread reread, StreamedBefore before, Consumer<Waiting> waiting) {
    try {
      return reread.take(before, List.of(orders()), waiting);
    } catch (SQLException | SourceException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void holdUntil(long nanoTime) {
    while (System.nanoTime() < nanoTime) {
      Thread.onSpinWait();
    }
  }

  private static void holdUntil(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Until a session looks for a snapshot that it may use. */
  private void awaitSession() throws SQLException {
    while (database
        .value(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                + " AND query = 'SELECT pg_current_snapshot()'")
        .equals("0")) {
      Thread.onSpinWait();
    }
  }

  /** The xid of the one transaction that runs in this database. */
  private String running() throws SQLException {
    return database.value(
        "SELECT backend_xid::text FROM pg_stat_activity WHERE backend_xid IS NOT NULL"
            + " AND datname = current_database()");
  }

  private VisibleTransactions visible() {
    try {
      return VisibleTransactions.parse(database.value("SELECT pg_current_snapshot()"));
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private Reread reread(Duration limit) {
    return new Reread(Source.sessions(database), 2, limit);
  }

  private Table orders() throws SQLException {
    try (var side = database.connect()) {
      return new Catalog(side).table(TableName.parse("orders")).orElseThrow();
    }
  }
}
