package dev.headgate.testkit.postgres;

import dev.headgate.testkit.net.HeldPort;
import dev.headgate.testkit.process.Cache;
import dev.headgate.testkit.process.ServerProcess;
import dev.headgate.testkit.process.Signal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A PostgreSQL cluster, ready for logical replication, durable as in production ({@code fsync} and
 * {@code synchronous_commit} are on).
 *
 * <p>Its release is that of the binaries on the class path: {@code
 * -Dpostgres-binaries.version=15.19.0} chooses another one for a whole Maven run (15.19.0, 16.15.0,
 * 17.11.0, 18.6.0).
 *
 * <p>Not thread-safe where it starts and ends; the rest is.
 */
public final class PostgresServer implements AutoCloseable {

  /** How a server that is asked to stop treats its clients. */
  public enum Shutdown {
    /**
     * {@code pg_ctl stop -m fast}: transactions are rolled back, WAL senders may finish sending, a
     * checkpoint is written. A WAL sender whose receiver does not answer delays it.
     */
    FAST(Signal.INT),
    /** {@code pg_ctl stop -m immediate}: everything ends at once; the next start recovers. */
    IMMEDIATE(Signal.QUIT);

    private final Signal signal;

    Shutdown(Signal signal) {
      this.signal = signal;
    }
  }

  private static final Duration START_LIMIT = Duration.ofSeconds(60);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(30);

  private static final Map<String, String> SETTINGS =
      Map.ofEntries(
          Map.entry("listen_addresses", HeldPort.HOST),
          Map.entry("unix_socket_directories", ""),
          Map.entry("wal_level", "logical"),
          Map.entry("fsync", "on"),
          Map.entry("synchronous_commit", "on"),
          Map.entry("max_replication_slots", "20"),
          Map.entry("max_wal_senders", "20"),
          Map.entry("max_prepared_transactions", "20"),
          Map.entry("max_connections", "200"),
          Map.entry("timezone", "UTC"),
          Map.entry("log_timezone", "UTC"));

  private final PostgresBinaries binaries;
  private final ServerProcess process;
  private final int port;

  private PostgresServer(PostgresBinaries binaries, ServerProcess process, int port) {
    this.binaries = binaries;
    this.process = process;
    this.port = port;
  }

  /** Makes and starts a new cluster; on return it accepts connections. */
  public static PostgresServer launch() {
    return launch(Map.of());
  }

  /**
   * Makes and starts a new cluster; on return it accepts connections.
   *
   * @param settings lines of postgresql.conf that replace or add to those that the testkit chooses,
   *     for example {@code fsync=off} where no test kills the machine; values without quotes
   */
  public static PostgresServer launch(Map<String, String> settings) {
    PostgresBinaries binaries = PostgresBinaries.unpack(Cache.ofUser());
    ServerProcess process = ServerProcess.named("postgres");
    try (HeldPort held = HeldPort.any()) {
      PostgresServer server = new PostgresServer(binaries, process, held.number());
      server.initialize(settings);
      held.close();
      server.start();
      return server;
    } catch (RuntimeException e) {
      process.close();
      throw e;
    }
  }

  private void initialize(Map<String, String> settings) {
    Path passwordFile = process.directory().resolve("password");
    try {
      Files.writeString(passwordFile, password());
      process.run(
          START_LIMIT,
          binaries.command(
              "initdb",
              "--pgdata=" + data(),
              "--username=" + superuser(),
              "--pwfile=" + passwordFile,
              "--auth=scram-sha-256",
              "--encoding=UTF8",
              "--locale=C",
              "--no-sync"));
      Files.delete(passwordFile);
      Files.writeString(
          data().resolve("postgresql.conf"),
          lines(SETTINGS) + "port = " + port + "\n" + lines(settings),
          StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException("No cluster could be made in " + data(), e);
    }
  }

  private static String lines(Map<String, String> settings) {
    return settings.entrySet().stream()
        .map(s -> "%s = '%s'\n".formatted(s.getKey(), s.getValue().replace("'", "''")))
        .collect(Collectors.joining());
  }

  /**
   * Starts the server again after it was stopped or crashed; on return it accepts connections.
   *
   * @throws IllegalStateException if it runs, or does not come up within a minute
   */
  public void start() {
    process.start(binaries.command("postgres", "-D", data().toString()));
    process.awaitReady(START_LIMIT, this::accepts);
  }

  private boolean accepts() throws SQLException {
    try (Connection connection = connect("postgres")) {
      return connection.isValid(1);
    }
  }

  /**
   * Stops the server; on return all its processes have ended.
   *
   * @throws IllegalStateException if it still runs after half a minute
   */
  public void stop(Shutdown mode) {
    process.end(mode.signal, STOP_LIMIT);
  }

  /** Stops and starts, on the same port and data. */
  public void restart(Shutdown mode) {
    stop(mode);
    start();
  }

  /**
   * Stops the server and has it recover all of its WAL, as a standby that is promoted does: on
   * return it accepts connections on a new timeline, which forked where it was stopped.
   */
  public void recoverOntoNewTimeline() {
    stop(Shutdown.FAST);
    try {
      Files.writeString(
          data().resolve("postgresql.conf"),
          "restore_command = 'false'\n",
          StandardOpenOption.APPEND);
      Files.createFile(data().resolve("recovery.signal"));
    } catch (IOException e) {
      throw new UncheckedIOException("No recovery could be asked for in " + data(), e);
    }
    start();
    awaitPromotion();
  }

  /** Connections are accepted before recovery has ended. */
  private void awaitPromotion() {
    process.awaitReady(
        START_LIMIT,
        () -> {
          try (Connection connection = connect("postgres");
              Statement statement = connection.createStatement();
              var row = statement.executeQuery("SELECT pg_is_in_recovery()")) {
            return row.next() && !row.getBoolean(1);
          }
        });
  }

  /** Kills all processes with SIGKILL, as when memory runs out; {@link #start} brings it back. */
  public void crash() {
    process.end(Signal.KILL, STOP_LIMIT);
  }

  public boolean isRunning() {
    return process.isRunning();
  }

  /** The postmaster's process. */
  public long pid() {
    return process.pid();
  }

  public String host() {
    return HeldPort.HOST;
  }

  public int port() {
    return port;
  }

  public String superuser() {
    return "postgres";
  }

  /** The superuser's. */
  public String password() {
    return "postgres";
  }

  /** For pgjdbc, without user and password. */
  public String jdbcUrl(String database) {
    return "jdbc:postgresql://%s:%d/%s".formatted(host(), port, database);
  }

  /** A new connection of the superuser, in auto-commit mode, to be closed by the caller. */
  public Connection connect(String database) throws SQLException {
    return DriverManager.getConnection(jdbcUrl(database), superuser(), password());
  }

  /**
   * Creates an empty database.
   *
   * @param name quoted as needed
   */
  public void createDatabase(String name) throws SQLException {
    execute("postgres", "CREATE DATABASE \"" + name.replace("\"", "\"\"") + "\"");
  }

  /** Runs the statements one by one as the superuser, each in a transaction of its own. */
  public void execute(String database, String... statements) throws SQLException {
    try (Connection connection = connect(database);
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  private Path data() {
    return process.directory().resolve("data");
  }

  /** Ends the server and deletes its data. */
  @Override
  public void close() {
    process.close();
  }
}
