package dev.headgate.postgres.reread;

import dev.headgate.postgres.snapshot.SnapshotSessions;
import java.sql.Connection;
import java.sql.SQLException;

/** Asks a server for transaction ids, 64 bits wide. */
public final class TransactionIds {

  private TransactionIds() {}

  /**
   * An id that nobody else has: higher than that of every transaction that has been streamed. Its
   * own transaction is over on return, so that {@code xmin} can pass it.
   *
   * @param session a session of the database in autocommit mode
   */
  public static long takeFloor(Connection session) throws SQLException {
    requireAutoCommit(session);
    return ask(session, "SELECT pg_current_xact_id()::text");
  }

  /**
   * {@code xmin} of a snapshot that is taken now: all below it are finished, for later snapshots
   * too.
   *
   * @param session a session of the database in autocommit mode
   */
  public static long oldestRunning(Connection session) throws SQLException {
    requireAutoCommit(session);
    return ask(session, "SELECT pg_snapshot_xmin(pg_current_snapshot())::text");
  }

  private static long ask(Connection session, String sql) throws SQLException {
    return Long.parseLong(SnapshotSessions.value(session, sql));
  }

  private static void requireAutoCommit(Connection session) throws SQLException {
    if (!session.getAutoCommit()) {
      throw new IllegalStateException("transaction ids are asked for in autocommit mode only");
    }
  }
}
