package dev.headgate.postgres;

import dev.headgate.dataflow.sink.Connections;
import dev.headgate.testkit.postgres.PostgresServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A real server, started once for all tests of the process, and a database of its own for each. */
public final class Database implements AutoCloseable {

  private static final AtomicInteger COUNT = new AtomicInteger();

  private final PostgresServer server;
  private final String name;

  private Database(PostgresServer server, String name) {
    this.server = server;
    this.name = name;
  }

  /** An empty database that nobody else uses. */
  public static Database create() throws SQLException {
    var database = new Database(Server.INSTANCE, "test" + COUNT.incrementAndGet());
    try (var connection = database.connect("postgres");
        var statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE " + database.name);
    }
    return database;
  }

  public Connections.Postgres parameters() {
    return parameters(server.superuser(), server.password());
  }

  /** As another role, which gets a password. */
  public Connections.Postgres parameters(String role) throws SQLException {
    execute("ALTER ROLE %s PASSWORD 'secret'".formatted(role));
    return parameters(role, "secret");
  }

  private Connections.Postgres parameters(String role, String password) {
    return new Connections.Postgres(
        server.host(), server.port(), name, new Connections.Credentials(role, password));
  }

  /** A session in autocommit mode. */
  public Connection connect() throws SQLException {
    return connect(name);
  }

  private Connection connect(String database) throws SQLException {
    return server.connect(database);
  }

  /** Runs statements, each in a transaction of its own. */
  public void execute(String... statements) throws SQLException {
    try (var connection = connect();
        var statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  /** The rows of a query, each as its columns' text. */
  public List<List<String>> query(String sql) throws SQLException {
    try (var connection = connect();
        var statement = connection.createStatement();
        var rows = statement.executeQuery(sql)) {
      var result = new ArrayList<List<String>>();
      while (rows.next()) {
        var row = new ArrayList<String>();
        for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
          row.add(rows.getString(i));
        }
        result.add(row);
      }
      return result;
    }
  }

  /** The single value of a query. */
  public String value(String sql) throws SQLException {
    return query(sql).getFirst().getFirst();
  }

  /** Drops the database with its slots; its sessions are ended. */
  @Override
  public void close() throws SQLException {
    try (var connection = connect("postgres");
        var statement = connection.createStatement()) {
      statement.execute(
          """
          SELECT pg_terminate_backend(active_pid, 5000) FROM pg_replication_slots
          WHERE database = '%s' AND active\
          """
              .formatted(name));
      statement.execute(
          """
          SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots
          WHERE database = '%s'\
          """
              .formatted(name));
    }
    for (var prepared :
        query("SELECT gid FROM pg_prepared_xacts WHERE database = current_database()")) {
      execute("ROLLBACK PREPARED '%s'".formatted(prepared.getFirst()));
    }
    try (var connection = connect("postgres");
        var statement = connection.createStatement()) {
      statement.execute("DROP DATABASE " + name + " WITH (FORCE)");
    }
  }

  private static final class Server {
    static final PostgresServer INSTANCE = PostgresServer.launch();
  }
}
