package dev.headgate.testkit.load;

import dev.headgate.testkit.postgres.PostgresServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.UUID;

/**
 * A database of one test on a server that others use too.
 *
 * @param server where it is
 * @param name its name, needs no quotes
 */
public record TestDatabase(PostgresServer server, String name) implements AutoCloseable {

  /** Creates an empty one. */
  public static TestDatabase create(PostgresServer server) throws SQLException {
    var database =
        new TestDatabase(server, "t" + UUID.randomUUID().toString().replace("-", "").substring(20));
    server.createDatabase(database.name());
    return database;
  }

  /** Creates one with {@link Tables}, all empty. */
  public static TestDatabase withTables(PostgresServer server) throws SQLException {
    var database = create(server);
    Tables.create(server, database.name());
    return database;
  }

  /** A new connection, in auto-commit mode, to be closed by the caller. */
  public Connection connect() throws SQLException {
    return server.connect(name);
  }

  /** Runs the statements one by one, each in a transaction of its own. */
  public void execute(String... statements) throws SQLException {
    server.execute(name, statements);
  }

  /** The first column of the first row, as text. */
  public String ask(String query) throws SQLException {
    try (var connection = connect();
        var statement = connection.createStatement();
        var rows = statement.executeQuery(query)) {
      rows.next();
      return rows.getString(1);
    }
  }

  /** The position that the next WAL record will have. */
  public long walPosition() throws SQLException {
    return Long.parseLong(ask("SELECT (pg_current_wal_insert_lsn() - '0/0')::bigint"));
  }

  /** Drops all of its slots, what was prepared in it, and itself. */
  @Override
  public void close() throws SQLException {
    execute(
        "DO $$ BEGIN PERFORM pg_terminate_backend(active_pid, 10000) FROM pg_replication_slots"
            + " WHERE database = current_database() AND active; END $$",
        "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots"
            + " WHERE database = current_database()");
    try (var connection = connect();
        var statement = connection.createStatement();
        var left =
            statement.executeQuery(
                "SELECT gid FROM pg_prepared_xacts WHERE database = current_database()")) {
      while (left.next()) {
        execute("ROLLBACK PREPARED '%s'".formatted(left.getString(1)));
      }
    }
    server.execute("postgres", "DROP DATABASE %s WITH (FORCE)".formatted(name));
  }
}
