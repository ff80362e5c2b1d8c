package dev.headgate.postgres.reread;

import dev.headgate.dataflow.cutover.OpenTransaction;
import dev.headgate.dataflow.relation.Table;
import dev.headgate.dataflow.time.Timestamp;
import dev.headgate.postgres.Deadline;
import dev.headgate.postgres.OpenTransactions;
import dev.headgate.postgres.Sessions;
import dev.headgate.postgres.SourceException;
import dev.headgate.postgres.SourceProblem;
import dev.headgate.postgres.snapshot.RowHandler;
import dev.headgate.postgres.snapshot.SnapshotSessions;
import dev.headgate.postgres.snapshot.VisibleTransactions;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads tables in a snapshot whose place in the stream is known, beside the stream: {@link #take},
 * then any number of {@link #read}, all within one limit of time. One thread calls these and {@link
 * #close}; any thread may {@link #cancel}.
 *
 * <p>The recording of the stream must have begun before {@link #take} is called, at the point for
 * which {@link StreamedTransactions#before} was asked.
 */
public final class Reread implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Reread.class);

  private static final long LOOK_EVERY_MILLIS = 5;

  private static final Duration TELL_EVERY = Duration.ofSeconds(1);

  /**
   * The WAL writer flushes asynchronous commits within 0.6 s by itself; an idle server does not.
   */
  private static final int LOOKS_UNTIL_NUDGE = 10;

  private final Sessions factory;
  private final int parallelism;
  private final Duration limit;
  private final Deadline deadline;
  private final SnapshotSessions sessions;
  private final CountDownLatch cancelled = new CountDownLatch(1);

  /**
   * The time begins to run.
   *
   * @param parallelism how many sessions read, 1 or more
   * @param limit how long everything may take
   */
  public Reread(Sessions factory, int parallelism, Duration limit) {
    this.factory = factory;
    this.parallelism = parallelism;
    this.limit = limit;
    this.deadline = Deadline.in(limit);
    this.sessions = new SnapshotSessions(factory, limit);
  }

  /**
   * Waits until a snapshot can be used with the recording, and takes one. Until then no lock is
   * held, and no transaction.
   *
   * @param before what was streamed before the recording began
   * @param tables all that will be read: they are locked against being rewritten
   * @param waiting told about once a second which transactions have to end, and that none has to
   *     any more; called by the calling thread
   * @throws SourceException if transactions that have to end do not ({@link
   *     SourceProblem.ReadBlocked}), the WAL is not flushed ({@link SourceProblem.NotFlushed}), or
   *     a table is gone ({@link SourceProblem.TableRewritten})
   * @throws CancellationException if this was cancelled
   */
  public KnownSnapshot take(StreamedBefore before, List<Table> tables, Consumer<Waiting> waiting)
      throws SQLException, SourceException, InterruptedException {
    return cancellable(
        () -> {
          try (var side = factory.open(limit)) {
            var first = sessions.open();
            var snapshot = takeFirst(first, side, before, tables, waiting);
            awaitFlushed(first, side, snapshot.notBefore());
            // Shared only now: a session that waited for a lock half-way would hold the others up.
            String shared = SnapshotSessions.value(first, "SELECT pg_export_snapshot()");
            for (int i = 1; i < parallelism; i++) {
              sessions.open(shared);
            }
            log.info("snapshot={} notBefore={}", snapshot.visible(), snapshot.notBefore().toLsn());
            return snapshot;
          }
        });
  }

  private KnownSnapshot takeFirst(
      Connection session,
      Connection side,
      StreamedBefore before,
      List<Table> tables,
      Consumer<Waiting> waiting)
      throws SQLException, SourceException, InterruptedException {
    var ordered = tables.stream().distinct().sorted(Comparator.comparing(Table::oid)).toList();
    while (true) {
      awaitAllowed(session, side, before, waiting);
      session.setAutoCommit(false);
      // Before the snapshot, which LOCK does not take: what a rewrite committed is then in it.
      for (var table : ordered) {
        SnapshotSessions.lock(session, table);
      }
      var visible = visible(session);
      var notBefore =
          Timestamp.parseLsn(SnapshotSessions.value(session, "SELECT pg_current_wal_insert_lsn()"));
      if (before.allows(visible)) {
        return new KnownSnapshot(visible, notBefore);
      }
      session.rollback();
      session.setAutoCommit(true);
    }
  }

  private void awaitAllowed(
      Connection session, Connection side, StreamedBefore before, Consumer<Waiting> waiting)
      throws SQLException, SourceException, InterruptedException {
    var tell = Deadline.in(TELL_EVERY);
    boolean told = false;
    var now = visible(session);
    for (; !before.allows(now); now = visible(session)) {
      if (deadline.hasPassed()) {
        throw new SourceException(
            new SourceProblem.ReadBlocked(limit, waitedFor(side, before, now)));
      }
      if (tell.hasPassed()) {
        waiting.accept(new Waiting(waitedFor(side, before, now), now));
        told = true;
        tell = Deadline.in(TELL_EVERY);
      }
      pause();
    }
    if (told) {
      waiting.accept(new Waiting(List.of(), now));
    }
  }

  private static List<OpenTransaction> waitedFor(
      Connection side, StreamedBefore before, VisibleTransactions now) throws SQLException {
    return new OpenTransactions(side)
        .ofServer().stream().filter(t -> before.waitsFor(t.xid(), now)).toList();
  }

  /**
   * A server that crashes may lose asynchronous commits that the snapshot has seen. Once this
   * session sees that they are on disk, no crash came in between.
   */
  private void awaitFlushed(Connection session, Connection side, Timestamp position)
      throws SQLException, SourceException, InterruptedException {
    String flushed =
        "SELECT pg_current_wal_flush_lsn() >= '%s'::pg_lsn".formatted(position.toLsn());
    for (int looks = 1; !"t".equals(SnapshotSessions.value(session, flushed)); looks++) {
      if (deadline.hasPassed()) {
        throw new SourceException(new SourceProblem.NotFlushed(limit, position));
      }
      if (looks % LOOKS_UNTIL_NUDGE == 0) {
        nudge(side);
      }
      pause();
    }
  }

  /** Commits something, on this server alone: waiting for a standby is not what this is about. */
  private static void nudge(Connection side) throws SQLException {
    try (var statement = side.createStatement()) {
      statement.execute("SET synchronous_commit = local");
      statement.execute("SELECT pg_logical_emit_message(true, 'headgate', '')");
    }
  }

  private static VisibleTransactions visible(Connection session) throws SQLException {
    return VisibleTransactions.parse(
        SnapshotSessions.value(session, "SELECT pg_current_snapshot()"));
  }

  private void pause() throws InterruptedException {
    if (cancelled.await(LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS)) {
      throw new CancellationException("the read was cancelled");
    }
  }

  /**
   * Reads a whole table, in no order.
   *
   * @param table one of those that were locked
   * @param columns which columns, by name, in this order; at least one
   * @param handlers asked for a handler for each session, before any row is read; each is called by
   *     one thread, several at the same time
   * @return the number of rows
   * @throws SourceException if the time is over ({@link SourceProblem.ReadTimedOut})
   * @throws CancellationException if this was cancelled
   */
  public long read(Table table, List<String> columns, Supplier<RowHandler> handlers)
      throws SQLException, SourceException, InterruptedException {
    return cancellable(() -> sessions.read(table, columns, handlers, deadline));
  }

  /** Ends this: the call under way, and every later one, throws {@link CancellationException}. */
  public void cancel() {
    cancelled.countDown();
    try {
      sessions.abort();
    } catch (SQLException e) {
      log.debug("a session was broken before it was ended", e);
    }
  }

  /** Lets the snapshot and the locks go. */
  @Override
  public void close() throws SQLException {
    if (cancelled.getCount() > 0) {
      sessions.close();
    }
  }

  private interface Step<T> {
    T run() throws SQLException, SourceException, InterruptedException;
  }

  private <T> T cancellable(Step<T> step)
      throws SQLException, SourceException, InterruptedException {
    try {
      return step.run();
    } catch (SQLException | SourceException e) {
      if (cancelled.getCount() == 0) {
        var cancellation = new CancellationException("the read was cancelled");
        cancellation.initCause(e);
        throw cancellation;
      }
      throw e;
    }
  }
}
