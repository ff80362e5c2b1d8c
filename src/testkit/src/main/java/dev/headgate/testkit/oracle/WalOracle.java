package dev.headgate.testkit.oracle;

import dev.headgate.testkit.postgres.PostgresServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;

/**
 * Knows what was committed to a database since it was opened, by a replication slot of its own with
 * the output plugin {@code test_decoding}, which ships with PostgreSQL and knows no publications.
 * The slot keeps the WAL until {@link #close}.
 *
 * <p>Not thread-safe.
 */
public final class WalOracle implements AutoCloseable {

  private final PostgresServer server;
  private final String database;
  private final String slot;

  /** Where the last transaction that {@link #readOn} told ends. */
  private long told;

  private WalOracle(PostgresServer server, String database) {
    this.server = server;
    this.database = database;
    this.slot = "oracle_" + database;
  }

  /** Begins to remember; waits for the end of every transaction that is open. */
  public static WalOracle open(PostgresServer server, String database) throws SQLException {
    var oracle = new WalOracle(server, database);
    server.execute(
        database,
        "SELECT pg_create_logical_replication_slot('%s', 'test_decoding')".formatted(oracle.slot));
    return oracle;
  }

  /** Everything that was committed since, each time from the beginning. */
  public History read() throws SQLException {
    try (var connection = server.connect(database)) {
      return changes(connection, "NULL");
    }
  }

  /**
   * What was committed before {@code frontier} and was not told yet, which is then forgotten. A
   * server that crashes may remember it again; it is not told twice.
   *
   * @param frontier not inside of a commit record, as no frontier is; not before that of the last
   *     call
   */
  public History readOn(long frontier) throws SQLException {
    String lsn = "'0/0'::pg_lsn + " + Long.toUnsignedString(frontier);
    try (var connection = server.connect(database);
        var statement = connection.createStatement()) {
      long from = told;
      var next =
          changes(connection, lsn).transactions().stream()
              .filter(t -> Long.compareUnsigned(t.end(), from) > 0)
              .filter(t -> Long.compareUnsigned(t.end(), frontier) <= 0)
              .map(t -> t.previousEnd() == 0 ? t.after(from) : t)
              .toList();
      if (!next.isEmpty()) {
        told = next.getLast().end();
        statement.execute(
            "SELECT pg_replication_slot_advance('%s', '0/0'::pg_lsn + %s)"
                .formatted(slot, Long.toUnsignedString(told)));
      }
      return new History(next);
    }
  }

  private History changes(Connection connection, String upTo) throws SQLException {
    var transactions = new ArrayList<History.Transaction>();
    var changes = new ArrayList<History.Change>();
    long previousEnd = 0;
    try (var statement = connection.createStatement()) {
      statement.execute("SET TimeZone = 'UTC'; SET DateStyle = 'ISO'");
      var lines =
          statement.executeQuery(
              "SELECT (lsn - '0/0')::bigint, data FROM pg_logical_slot_peek_changes('%s', %s, NULL)"
                  .formatted(slot, upTo));
      while (lines.next()) {
        String line = lines.getString(2);
        if (line.startsWith("table ")) {
          changes.add(TestDecoding.change(line));
        } else if (line.startsWith("COMMIT")) {
          // The position that the slot's functions show of a commit is the end of its record.
          long end = lines.getLong(1);
          transactions.add(new History.Transaction(previousEnd, end, changes));
          changes.clear();
          previousEnd = end;
        }
      }
    }
    return new History(transactions);
  }

  /** Drops the slot. */
  @Override
  public void close() throws SQLException {
    server.execute(database, "SELECT pg_drop_replication_slot('%s')".formatted(slot));
  }
}
