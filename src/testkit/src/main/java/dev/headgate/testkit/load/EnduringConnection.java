package dev.headgate.testkit.load;

import dev.headgate.testkit.postgres.PostgresServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;

/**
 * A writer's connection that is made anew as often as it is lost.
 *
 * @param name of the writer; what it prepares begins with it and an underscore
 * @param random decides what becomes of transactions that were prepared when it was lost
 */
record EnduringConnection(
    PostgresServer server, String database, String name, SplittableRandom random) {

  /** Ended by an administrator, by a crash, and not accepting yet. */
  private static final Set<String> GOING_OR_COMING = Set.of("57P01", "57P02", "57P03");

  private static final String CONNECTION_EXCEPTION = "08";
  private static final Duration PAUSE = Duration.ofMillis(50);
  private static final Duration LIMIT = Duration.ofSeconds(60);

  /** Writes until there is no more to write. */
  @FunctionalInterface
  interface Writer {
    /**
     * Goes on.
     *
     * @param part a name that no other connection of the writer has
     */
    void write(Connection connection, String part) throws Exception;
  }

  /**
   * Lets {@code writer} begin again whenever it fails because its connection was lost.
   *
   * @throws Exception what it fails with otherwise, or if there was no connection for a minute
   */
  void whileLost(Writer writer) throws Exception {
    for (int part = 0; ; part++) {
      try (var connection = connected()) {
        endWhatIsPrepared(connection);
        writer.write(connection, name + "_" + part);
        return;
      } catch (SQLException e) {
        throwUnlessLost(e);
      }
    }
  }

  private Connection connected() throws SQLException {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    while (true) {
      try {
        return server.connect(database);
      } catch (SQLException e) {
        throwUnlessLost(e);
        if (System.nanoTime() > deadline) {
          throw e;
        }
        LockSupport.parkNanos(PAUSE.toNanos());
      }
    }
  }

  private static void throwUnlessLost(SQLException e) throws SQLException {
    if (!isLoss(e)) {
      throw e;
    }
  }

  private static boolean isLoss(SQLException e) {
    String state = String.valueOf(e.getSQLState());
    return state.startsWith(CONNECTION_EXCEPTION) || GOING_OR_COMING.contains(state);
  }

  /** It would hold its locks for ever. */
  private void endWhatIsPrepared(Connection connection) throws SQLException {
    List<String> left = new ArrayList<>();
    try (var query =
        connection.prepareStatement(
            "SELECT gid FROM pg_prepared_xacts WHERE database = current_database()"
                + " AND starts_with(gid, ?)")) {
      query.setString(1, name + "_");
      try (var rows = query.executeQuery()) {
        while (rows.next()) {
          left.add(rows.getString(1));
        }
      }
    }
    try (var statement = connection.createStatement()) {
      for (String gid : left) {
        statement.execute(
            "%s PREPARED '%s'".formatted(random.nextBoolean() ? "COMMIT" : "ROLLBACK", gid));
      }
    }
  }
}
