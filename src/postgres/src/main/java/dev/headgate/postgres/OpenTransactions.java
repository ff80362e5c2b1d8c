package dev.headgate.postgres;

import dev.headgate.dataflow.cutover.OpenTransaction;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Lists the transactions that have an xid and have not ended. Any role may: only what a session is
 * doing is hidden from those that may not see it.
 *
 * <p>Once all that were listed after {@code ALTER PUBLICATION} have left the list, {@link
 * WalPosition#insert} is a {@code since}: every transaction that commits from there on began to
 * write under the new membership. Waiting for {@code pg_snapshot_xmax} instead would overlook
 * running transactions with an xid above that of the last finished one.
 */
public final class OpenTransactions {

  private static final String RUNNING =
      """
      SELECT backend_xid::text::bigint, concat_ws(', ', 'pid ' || pid,
               nullif(application_name, ''), 'database ' || datname, state,
               'for ' || extract(epoch FROM now() - xact_start)::int || ' s')
      FROM pg_catalog.pg_stat_activity
      WHERE backend_xid IS NOT NULL AND pid <> pg_backend_pid()\
      """;

  private static final String PREPARED =
      """
      SELECT transaction::text::bigint, concat_ws(', ', 'prepared as ' || quote_literal(gid),
               'database ' || database,
               'for ' || extract(epoch FROM now() - prepared)::int || ' s')
      FROM pg_catalog.pg_prepared_xacts
      WHERE true\
      """;

  private final Connection session;

  /**
   * @param session a session of the database in autocommit mode (within a transaction the list
   *     would never change), which stays the caller's to close
   */
  public OpenTransactions(Connection session) {
    this.session = session;
  }

  /** Those of this database, prepared ones included. */
  public List<OpenTransaction> ofDatabase() throws SQLException {
    return list(" AND datname = current_database()", " AND database = current_database()");
  }

  /** Those of all databases: the ones that the making of a slot waits for. */
  public List<OpenTransaction> ofServer() throws SQLException {
    return list("", "");
  }

  private List<OpenTransaction> list(String running, String prepared) throws SQLException {
    if (!session.getAutoCommit()) {
      throw new IllegalStateException("open transactions are listed in autocommit mode only");
    }
    // Running ones first: one that is prepared between the two looks is then in both, not in none.
    var transactions = new LinkedHashMap<Long, OpenTransaction>();
    collect(RUNNING + running, transactions);
    collect(PREPARED + prepared, transactions);
    return List.copyOf(transactions.values());
  }

  private void collect(String sql, Map<Long, OpenTransaction> into) throws SQLException {
    try (var statement = session.createStatement();
        var rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        into.put(rows.getLong(1), new OpenTransaction(rows.getLong(1), rows.getString(2)));
      }
    }
  }
}
