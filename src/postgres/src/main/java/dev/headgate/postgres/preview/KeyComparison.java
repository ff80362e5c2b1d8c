package dev.headgate.postgres.preview;

import dev.headgate.dataflow.plan.SinkPlan;
import dev.headgate.dataflow.preview.KeyDifference;
import dev.headgate.dataflow.preview.KeyDifference.Counted;
import dev.headgate.dataflow.preview.KeyDifference.Keys;
import dev.headgate.dataflow.preview.KeyDifference.NotCounted;
import dev.headgate.dataflow.preview.KeyDifference.Reason;
import dev.headgate.dataflow.relation.TableName;
import dev.headgate.postgres.Sessions;
import java.net.SocketTimeoutException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Compares the contents of two relations of one database, in one snapshot and in a session of its
 * own. Both tables are read as a whole, but for out-of-line values of keys that only one of them
 * has.
 *
 * <p>One caller at a time, but for {@link #abort}.
 */
public final class KeyComparison {

  private final Sessions sessions;
  private final PreviewLimits limits;
  private final AtomicReference<Connection> running = new AtomicReference<>();

  public KeyComparison(Sessions sessions, PreviewLimits limits) {
    this.sessions = sessions;
    this.limits = limits;
  }

  /**
   * Compares. Blocks for about the timeout of the limits at most, the making of the connection not
   * counted. Whatever goes wrong is the answer, nothing is thrown.
   *
   * @param from what is shown now
   * @param to what would be
   * @throws IllegalArgumentException if their keys have not as many columns
   */
  public KeyDifference compare(SinkPlan from, SinkPlan to) {
    if (from.key().sources().size() != to.key().sources().size()) {
      throw new IllegalArgumentException(
          "keys of %d and %d columns"
              .formatted(from.key().sources().size(), to.key().sources().size()));
    }
    try (var session = sessions.open(limits.timeout())) {
      running.set(session);
      begin(session);
      int oneIn = Math.max(oneIn(session, from), oneIn(session, to));
      return compare(session, new ComparisonQuery(from, to, oneIn, limits.samples()));
    } catch (SQLException e) {
      return notCounted(e, from.table().name(), to.table().name());
    } finally {
      running.set(null);
    }
  }

  /** Ends a comparison under way: it answers that it failed. Any thread may call. */
  public void abort() throws SQLException {
    var session = running.get();
    if (session != null) {
      session.abort(Runnable::run);
    }
  }

  private void begin(Connection session) throws SQLException {
    session.setAutoCommit(false);
    session.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
    session.setReadOnly(true);
    try (var statement = session.createStatement()) {
      // Policies would hide rows here that the stream does not hide; so they are an error.
      statement.execute("SET LOCAL row_security = off");
    }
  }

  /** By the planner's own rule: the density at the last ANALYZE, over the size of today. */
  private int oneIn(Connection session, SinkPlan plan) throws SQLException {
    var sql =
        """
        SELECT CASE WHEN relpages > 0 AND reltuples >= 0 THEN reltuples / relpages ELSE 100 END
               * pg_relation_size(oid) / current_setting('block_size')::int
        FROM pg_catalog.pg_class WHERE oid = ?::bigint\
        """;
    try (var statement = session.prepareStatement(sql)) {
      statement.setLong(1, plan.table().oid());
      try (var row = statement.executeQuery()) {
        double rows = row.next() ? row.getDouble(1) : 0;
        return (int) Math.clamp(Math.ceil(rows / limits.maxKeys()), 1, Integer.MAX_VALUE);
      }
    }
  }

  private static KeyDifference compare(Connection session, ComparisonQuery query)
      throws SQLException {
    long alike = 0;
    Map<String, Found> found = new HashMap<>();
    try (var statement = session.createStatement();
        var row = statement.executeQuery(query.sql())) {
      while (row.next()) {
        var kind = Optional.ofNullable(row.getString(1));
        if (kind.isEmpty()) {
          alike = row.getLong(2);
          continue;
        }
        var keys = found.computeIfAbsent(kind.get(), k -> new Found());
        var key = row.getArray(3);
        if (key == null) {
          keys.count = row.getLong(2);
        } else {
          var names = query.to().key().schema().names();
          keys.samples.add(KeyText.of(names, (String[]) key.getArray()));
        }
      }
    }
    return counted(alike, found, query.oneIn());
  }

  private static Counted counted(long alike, Map<String, Found> found, int oneIn) {
    long compared = alike + found.values().stream().mapToLong(keys -> keys.count).sum();
    return new Counted(
        oneIn,
        compared * oneIn,
        keys(found, ComparisonQuery.STALE, oneIn),
        keys(found, ComparisonQuery.MISSING, oneIn),
        keys(found, ComparisonQuery.ORPHAN, oneIn));
  }

  private static Keys keys(Map<String, Found> found, String kind, int oneIn) {
    return Optional.ofNullable(found.get(kind))
        .map(keys -> new Keys(keys.count * oneIn, keys.samples))
        .orElse(Keys.NONE);
  }

  private NotCounted notCounted(SQLException e, TableName from, TableName to) {
    var tables = from.equals(to) ? from.toString() : "%s and %s".formatted(from, to);
    var reason = reason(e);
    return new NotCounted(
        reason,
        switch (reason) {
          case TIMED_OUT ->
              "Comparing %s takes longer than a preview may, %d ms, or waits for a lock: %s."
                  .formatted(tables, limits.timeout().toMillis(), e.getMessage());
          case NOT_ALLOWED ->
              "The Connection's role may not read all rows of %s: %s.\n  Grant it SELECT; where row security is on, also BYPASSRLS."
                  .formatted(tables, e.getMessage());
          case FAILED -> "%s could not be compared: %s.".formatted(tables, e.getMessage());
        });
  }

  /** By the SQL state (appendix A of PostgreSQL's documentation). */
  private static Reason reason(SQLException e) {
    return switch (e.getSQLState()) {
      case "57014", "55P03", "25P04" -> Reason.TIMED_OUT;
      case "42501" -> Reason.NOT_ALLOWED;
      case null, default ->
          e instanceof SQLTimeoutException || e.getCause() instanceof SocketTimeoutException
              ? Reason.TIMED_OUT
              : Reason.FAILED;
    };
  }

  private static final class Found {
    private long count;
    private final List<String> samples = new ArrayList<>();
  }
}
