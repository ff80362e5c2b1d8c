package dev.headgate.postgres;

import dev.headgate.dataflow.time.Timestamp;
import java.sql.Connection;
import java.sql.SQLException;

/** Where a primary writes its WAL. */
public final class WalPosition {

  private WalPosition() {}

  /**
   * A position that every commit record written from now on starts at or after, and that the
   * streams of this server reach soon, be it idle.
   *
   * <p>The insert position, not the write position: an asynchronous commit may not be written yet.
   * A message is written behind it, since an idle server's stream may stop short of it: at a page
   * boundary the insert position already lies behind the next page's header, the end of the last
   * record does not.
   *
   * @param session a session of the database in autocommit mode
   */
  public static Timestamp insert(Connection session) throws SQLException {
    if (!session.getAutoCommit()) {
      throw new IllegalStateException("a position is taken in autocommit mode only");
    }
    var position = read(session, "SELECT pg_current_wal_insert_lsn()");
    try (var statement = session.createStatement()) {
      // Transactional: its commit is flushed, and a walsender sends only what is flushed.
      statement.execute("SELECT pg_logical_emit_message(true, 'headgate', '')");
    }
    return position;
  }

  /**
   * Where the WAL ends right now, for telling how far behind a reader is. Writes nothing.
   *
   * @param session a session of the database
   */
  public static Timestamp end(Connection session) throws SQLException {
    return read(session, "SELECT pg_current_wal_insert_lsn()");
  }

  /** Up to where the WAL is on disk: nothing beyond it is streamed. */
  static Timestamp flushed(Connection session) throws SQLException {
    return read(session, "SELECT pg_current_wal_flush_lsn()");
  }

  private static Timestamp read(Connection session, String sql) throws SQLException {
    try (var statement = session.createStatement();
        var row = statement.executeQuery(sql)) {
      row.next();
      return Timestamp.parseLsn(row.getString(1));
    }
  }
}
