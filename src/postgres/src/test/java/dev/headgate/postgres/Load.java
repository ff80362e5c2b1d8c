package dev.headgate.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Sessions that write to tables of columns {@code (id int, note text)} until told to stop: inserts,
 * updates, deletes and key changes, in short and longer transactions, some of them rolled back.
 */
public final class Load {

  private static final int KEYS = 200;

  private final List<FutureTask<Void>> writers = new ArrayList<>();
  private final AtomicInteger committed = new AtomicInteger();
  private volatile boolean stopped;

  /** Starts {@code sessions} writers; each table is written to by all of them. */
  public static Load start(Database database, int sessions, String... tables) {
    var load = new Load();
    for (int i = 0; i < sessions; i++) {
      var random = new Random(i);
      var writer =
          new FutureTask<Void>(
              () -> {
                load.write(database, random, tables);
                return null;
              });
      load.writers.add(writer);
      Thread.ofPlatform().daemon().name("load-" + i).start(writer);
    }
    return load;
  }

  /** How many transactions were committed. */
  public int committed() {
    return committed.get();
  }

  /** Stops all writers and fails if one of them did. */
  public void stop() throws InterruptedException, ExecutionException {
    stopped = true;
    for (var writer : writers) {
      writer.get();
    }
  }

  private void write(Database database, Random random, String[] tables) throws SQLException {
    try (var session = database.connect();
        var settings = session.createStatement()) {
      settings.execute("SET deadlock_timeout = '10ms'");
      session.setAutoCommit(false);
      while (!stopped) {
        if (transaction(session, random, tables)) {
          committed.incrementAndGet();
        }
      }
    }
  }

  private static boolean transaction(Connection session, Random random, String[] tables)
      throws SQLException {
    try (var statement = session.createStatement()) {
      int statements = random.nextInt(10) == 0 ? 30 : 1 + random.nextInt(3);
      for (int i = 0; i < statements; i++) {
        statement.execute(change(random, tables[random.nextInt(tables.length)]));
      }
      if (random.nextInt(20) == 0) {
        session.rollback();
        return false;
      }
      session.commit();
      return true;
    } catch (SQLException e) {
      // 40P01: a deadlock, as concurrent writers have them; 23505: two gave a row the same key.
      if (!List.of("40P01", "23505").contains(e.getSQLState())) {
        throw e;
      }
      session.rollback();
      return false;
    }
  }

  private static String change(Random random, String table) {
    int id = random.nextInt(KEYS);
    int value = random.nextInt();
    return switch (random.nextInt(6)) {
      case 0 -> "DELETE FROM %s WHERE id = %d".formatted(table, id);
      case 1 ->
          "UPDATE %s SET id = %d WHERE id = %d AND NOT EXISTS (SELECT FROM %1$s WHERE id = %2$d)"
              .formatted(table, random.nextInt(KEYS), id);
      case 2, 3 -> "UPDATE %s SET note = 'u%d' WHERE id = %d".formatted(table, value, id);
      default ->
          "INSERT INTO %s VALUES (%d, 'i%d') ON CONFLICT (id) DO UPDATE SET note = 'c%d'"
              .formatted(table, id, value, value);
    };
  }
}
