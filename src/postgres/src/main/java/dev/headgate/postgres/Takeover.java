package dev.headgate.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Takes a sink's source from every other process. Sessions of one sink share the start of their
 * {@code application_name} and end with their process's own part, so that they can be told apart
 * and ended. A process that was replaced without knowing it, asleep for instance, then finds its
 * sessions dead before it can alter anything.
 */
public final class Takeover {

  private final Connection session;

  /** A session of the process that takes over, in autocommit mode. */
  public Takeover(Connection session) {
    this.session = session;
  }

  /**
   * Ends the sessions whose application name starts with {@code prefix} and is not {@code own}; on
   * return they are gone.
   *
   * @throws SourceException if some are still there after {@code timeout} ({@link
   *     SourceProblem.SessionsNotEnded})
   */
  public void endOthers(String prefix, String own, Duration timeout)
      throws SQLException, SourceException {
    var deadline = Deadline.in(timeout);
    var others = others(prefix, own);
    while (!others.isEmpty()) {
      if (deadline.hasPassed()) {
        throw new SourceException(new SourceProblem.SessionsNotEnded(timeout, others));
      }
      for (int pid : others) {
        Slots.terminate(session, pid);
      }
      others = others(prefix, own);
    }
  }

  private List<Integer> others(String prefix, String own) throws SQLException {
    var sql =
        """
        SELECT pid FROM pg_catalog.pg_stat_activity
        WHERE starts_with(application_name, ?) AND application_name <> ? AND usename = current_user\
        """;
    try (var statement = session.prepareStatement(sql)) {
      statement.setString(1, prefix);
      statement.setString(2, own);
      try (var rows = statement.executeQuery()) {
        var pids = new ArrayList<Integer>();
        while (rows.next()) {
          pids.add(rows.getInt(1));
        }
        return pids;
      }
    }
  }
}
