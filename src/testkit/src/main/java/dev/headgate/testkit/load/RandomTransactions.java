package dev.headgate.testkit.load;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** One connection's part of a {@link Load}. Not thread-safe. */
final class RandomTransactions {

  /** Unique violation, deadlock, lock timeout: others were first. */
  private static final Set<String> COLLISIONS = Set.of("23505", "40P01", "55P03");

  private static final List<String> NOTES =
      List.of(
          "NULL",
          "''",
          "'it''s'",
          "E'two\\nlines'",
          "E'back\\\\slash'",
          "'žluťoučký \uD83D\uDE00'");

  private final Connection connection;
  private final String name;
  private final Load.Shape shape;
  private final SplittableRandom random;
  private int prepared;

  RandomTransactions(Connection connection, String name, Load.Shape shape, SplittableRandom random)
      throws SQLException {
    this.connection = connection;
    this.name = name;
    this.shape = shape;
    this.random = random;
    try (var statement = connection.createStatement()) {
      statement.execute("SET lock_timeout = '100ms'");
    }
    connection.setAutoCommit(false);
  }

  /** Runs one transaction; returns whether it was committed. */
  boolean next() throws SQLException {
    try (var statement = connection.createStatement()) {
      int rows = 1 + random.nextInt(shape.maxRows());
      for (int i = 0; i < rows; i++) {
        change(statement);
      }
      if (chance(2)) {
        // Long beside the others: they commit while this one is open.
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(50, 300)));
      }
      return end(statement);
    } catch (SQLException e) {
      connection.rollback();
      if (COLLISIONS.contains(e.getSQLState())) {
        return false;
      }
      throw e;
    }
  }

  private void change(Statement statement) throws SQLException {
    if (!chance(10)) {
      statement.execute(anyChange());
      return;
    }
    Savepoint savepoint = connection.setSavepoint();
    statement.execute(anyChange());
    if (random.nextBoolean()) {
      connection.rollback(savepoint);
    } else {
      connection.releaseSavepoint(savepoint);
    }
  }

  private String anyChange() {
    String table = shape.tables().get(random.nextInt(shape.tables().size()));
    return changeOf(table, table.equals(Tables.ORDERS) ? "" : "tier, ");
  }

  private String changeOf(String table, String tier) {
    int key = random.nextInt(shape.keys());
    return switch (random.nextInt(10)) {
      case 0, 1, 2, 3 ->
          "INSERT INTO %s (key_col, %samount, note, updated) VALUES (%d, %s%s, %s, clock_timestamp()) ON CONFLICT (key_col) DO UPDATE SET amount = excluded.amount, note = excluded.note, updated = excluded.updated"
              .formatted(table, tier, key, tier.isEmpty() ? "" : "'direct', ", amount(), note());
      case 4, 5 ->
          "UPDATE %s SET amount = %s, updated = clock_timestamp() WHERE key_col = %d"
              .formatted(table, amount(), key);
      case 6 -> "UPDATE %s SET note = note WHERE key_col = %d".formatted(table, key);
      case 7 ->
          "UPDATE %s SET key_col = %d WHERE key_col = %d"
              .formatted(table, random.nextInt(shape.keys()), key);
      default -> "DELETE FROM %s WHERE key_col = %d".formatted(table, key);
    };
  }

  private boolean end(Statement statement) throws SQLException {
    if (chance(8)) {
      connection.rollback();
      return false;
    }
    if (!shape.twoPhase() || !chance(5)) {
      connection.commit();
      return true;
    }
    String gid = "%s_%d".formatted(name, prepared++);
    statement.execute("PREPARE TRANSACTION '%s'".formatted(gid));
    connection.commit();
    boolean commits = !chance(20);
    connection.setAutoCommit(true);
    statement.execute("%s PREPARED '%s'".formatted(commits ? "COMMIT" : "ROLLBACK", gid));
    connection.setAutoCommit(false);
    return commits;
  }

  private String amount() {
    return "%d.%02d".formatted(random.nextInt(-50, 200), random.nextInt(100));
  }

  private String note() {
    return random.nextBoolean()
        ? NOTES.get(random.nextInt(NOTES.size()))
        : "'n" + random.nextInt() + "'";
  }

  private boolean chance(int percent) {
    return random.nextInt(100) < percent;
  }
}
