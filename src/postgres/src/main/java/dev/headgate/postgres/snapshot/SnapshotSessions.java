package dev.headgate.postgres.snapshot;

import dev.headgate.dataflow.relation.SqlIdentifiers;
import dev.headgate.dataflow.relation.Table;
import dev.headgate.postgres.Deadline;
import dev.headgate.postgres.Sessions;
import dev.headgate.postgres.SourceException;
import dev.headgate.postgres.SourceProblem;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sessions that are in one snapshot and read tables side by side. One caller at a time, but for
 * {@link #abort}.
 */
public final class SnapshotSessions implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(SnapshotSessions.class);

  /**
   * A session that waits for its lock behind an ALTER TABLE, which waits for another of ours, would
   * wait for ever.
   */
  private static final int LOCK_TIMEOUT_MILLIS = 10_000;

  /** 64 MB: a small table is read by one session. */
  static final long BLOCKS_A_RANGE = 8192;

  /** Conditions on ctid are looked up as ranges since PostgreSQL 14; before, each reads it all. */
  private static final int RANGES_SINCE_VERSION = 14;

  private final Sessions factory;
  private final Duration answerTimeout;
  private final long blocksARange;
  private final List<Connection> sessions = new CopyOnWriteArrayList<>();
  private volatile boolean aborted;

  /**
   * @param answerTimeout how long the server may search for the next row
   */
  public SnapshotSessions(Sessions factory, Duration answerTimeout) {
    this(factory, answerTimeout, BLOCKS_A_RANGE);
  }

  SnapshotSessions(Sessions factory, Duration answerTimeout, long blocksARange) {
    this.factory = factory;
    this.answerTimeout = answerTimeout;
    this.blocksARange = blocksARange;
  }

  /** Opens one more session. Its transactions are read-only and keep one snapshot each. */
  public Connection open() throws SQLException {
    var session = factory.open(answerTimeout);
    sessions.add(session);
    if (aborted) {
      session.abort(Runnable::run);
    }
    try (var statement = session.createStatement()) {
      // Reading a large table takes as long as it takes; transaction_timeout exists since 17.
      statement.execute(
          """
          SELECT set_config(name, '0', false) FROM pg_catalog.pg_settings
          WHERE name IN ('statement_timeout', 'transaction_timeout',
                         'idle_in_transaction_session_timeout')\
          """);
      statement.execute("SET lock_timeout = " + LOCK_TIMEOUT_MILLIS);
    }
    session.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
    session.setReadOnly(true);
    return session;
  }

  /** Opens one more session, and begins its transaction in a snapshot that another holds. */
  public Connection open(String exported) throws SQLException {
    var session = open();
    session.setAutoCommit(false);
    try (var statement = session.createStatement()) {
      statement.execute("SET TRANSACTION SNAPSHOT '%s'".formatted(exported.replace("'", "''")));
    }
    return session;
  }

  /**
   * Locks a table against being rewritten. Takes no snapshot.
   *
   * @throws SourceException if there is no such table any more
   */
  public static void lock(Connection session, Table table) throws SQLException, SourceException {
    try (var statement = session.createStatement()) {
      statement.execute("LOCK TABLE ONLY %s IN ACCESS SHARE MODE".formatted(table.name().toSql()));
    } catch (SQLException e) {
      if ("42P01".equals(e.getSQLState())) {
        throw new SourceException(new SourceProblem.TableRewritten(table.name()), e);
      }
      throw e;
    }
  }

  /**
   * Reads the whole table, in no order. Partitions and tables that inherit from it are left out.
   *
   * @param table as it was when its columns were chosen
   * @param columns which columns, by name, in this order; at least one
   * @param handlers asked for a handler for each session, before any row is read; each is called by
   *     one thread, several at the same time
   * @return the number of rows
   * @throws SourceException if the table was rewritten since the snapshot ({@link
   *     SourceProblem.TableRewritten}): its contents then are gone; or if {@code deadline} passes
   *     ({@link SourceProblem.ReadTimedOut}). After the latter only {@link #close} is of use
   * @throws InterruptedException if the caller is interrupted; the read is given up
   */
  public long read(
      Table table, List<String> columns, Supplier<RowHandler> handlers, Deadline deadline)
      throws SQLException, SourceException, InterruptedException {
    // In every session before any of them reads: none then waits for a lock half-way.
    for (var session : sessions) {
      lock(session, table);
    }
    requireUntouched(table);
    var ranges = new BlockRanges(blocks(table), blocksARange);
    String select =
        "SELECT %s FROM ONLY %s WHERE "
            .formatted(
                columns.stream().map(SqlIdentifiers::quote).collect(Collectors.joining(", ")),
                table.name().toSql());
    var copies = new ArrayList<RangeCopy>();
    for (int i = 0; i < Math.min(sessions.size(), ranges.count()); i++) {
      copies.add(new RangeCopy(sessions.get(i), select, ranges, columns.size(), handlers.get()));
    }
    long rows = ParallelCopy.run(copies, table.name(), deadline);
    log.info("table={} snapshot read, rows={} sessions={}", table.name(), rows, copies.size());
    return rows;
  }

  /**
   * TRUNCATE and rewriting DDL give a table new files that show old snapshots nothing. The snapshot
   * still sees the old row of pg_class, the functions look at the current one.
   */
  private void requireUntouched(Table table) throws SQLException, SourceException {
    var sql =
        """
        SELECT pg_relation_filenode(c.oid) = c.relfilenode AND to_regclass(?) = c.oid
        FROM pg_catalog.pg_class c WHERE c.oid = ?::bigint\
        """;
    try (var statement = sessions.getFirst().prepareStatement(sql)) {
      statement.setString(1, table.name().toSql());
      statement.setLong(2, table.oid());
      try (var row = statement.executeQuery()) {
        if (!row.next() || !row.getBoolean(1)) {
          throw new SourceException(new SourceProblem.TableRewritten(table.name()));
        }
      }
    }
  }

  private long blocks(Table table) throws SQLException {
    var first = sessions.getFirst();
    if (first.getMetaData().getDatabaseMajorVersion() < RANGES_SINCE_VERSION) {
      return 0;
    }
    return Long.parseLong(
        value(
            first,
            "SELECT pg_relation_size(%d) / current_setting('block_size')::int"
                .formatted(table.oid())));
  }

  /** The single value of a query. */
  public static String value(Connection session, String sql) throws SQLException {
    try (var statement = session.createStatement();
        var row = statement.executeQuery(sql)) {
      row.next();
      return row.getString(1);
    }
  }

  /** Ends all sessions, from any thread; a call under way fails, and so does every later one. */
  public void abort() throws SQLException {
    aborted = true;
    for (var session : sessions) {
      session.abort(Runnable::run);
    }
  }

  @Override
  public void close() throws SQLException {
    SQLException failure = null;
    for (var session : sessions) {
      try {
        session.close();
      } catch (SQLException e) {
        if (failure == null) {
          failure = e;
        } else {
          failure.addSuppressed(e);
        }
      }
    }
    sessions.clear();
    if (failure != null) {
      throw failure;
    }
  }
}
