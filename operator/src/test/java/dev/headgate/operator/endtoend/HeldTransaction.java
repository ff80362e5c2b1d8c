package dev.headgate.operator.endtoend;

import dev.headgate.testkit.load.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * An open transaction that has written to both relations' tables: a cutover that begins now stays
 * in Preparing until it ends.
 */
final class HeldTransaction implements AutoCloseable {

  private final Connection connection;

  private HeldTransaction(Connection connection) {
    this.connection = connection;
  }

  /** Begins one; on return it has an xid. */
  static HeldTransaction on(TestDatabase database) throws SQLException {
    var connection = database.connect();
    connection.setAutoCommit(false);
    try (var statement = connection.createStatement()) {
      for (var table : new String[] {"matview_1", "matview_2"}) {
        // A key of its own, so that the load neither waits for it nor writes it.
        statement.execute(
            "INSERT INTO %s SELECT 1000000 + txid_current(), 'held', 1, NULL, clock_timestamp()"
                .formatted(table));
      }
    }
    return new HeldTransaction(connection);
  }

  void commit() throws SQLException {
    connection.commit();
  }

  /** Rolls it back unless it was committed. */
  @Override
  public void close() throws SQLException {
    try (connection) {
      connection.rollback();
    }
  }
}
