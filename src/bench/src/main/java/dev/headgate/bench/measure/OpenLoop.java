package dev.headgate.bench.measure;

import dev.headgate.testkit.load.TestDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;

/**
 * A load that does not wait for anybody: each transaction has its time, and one that begins late
 * because an earlier one took long is late, not left out. What is measured from the time that it
 * should have begun therefore holds every delay (no coordinated omission).
 *
 * @param perSecond transactions
 * @param count how many there are
 */
record OpenLoop(int perSecond, int count) {

  private static final int WRITERS = 4;

  /**
   * Who makes a transaction. Transactions 2n and 2n + 1 have the same writer, one after another.
   */
  interface Writer extends AutoCloseable {

    /** Makes one, on a connection in auto-commit mode. */
    void write(int number) throws SQLException;

    @Override
    void close() throws SQLException;
  }

  /** Makes a writer on a connection of its own. */
  @FunctionalInterface
  interface Writers {
    Writer on(Connection connection) throws SQLException;
  }

  /** When each was to begin, did begin, and had ended, as of {@link System#nanoTime}. */
  record Times(long[] intended, long[] began, long[] ended) {}

  /** Writes all; on return they are committed. */
  Times run(TestDatabase database, Writers writers) throws Exception {
    var times = new Times(new long[count], new long[count], new long[count]);
    long begin = System.nanoTime() + 200_000_000L;
    for (int i = 0; i < count; i++) {
      times.intended()[i] = begin + i * 1_000_000_000L / perSecond;
    }
    try (var threads = Executors.newThreadPerTaskExecutor(Thread.ofPlatform().factory())) {
      var running = new ArrayList<Future<?>>();
      for (int i = 0; i < WRITERS; i++) {
        int writer = i;
        running.add(
            threads.submit(
                () -> {
                  write(database, writers, writer, times);
                  return null;
                }));
      }
      for (var each : running) {
        each.get();
      }
    }
    return times;
  }

  private void write(TestDatabase database, Writers writers, int own, Times times)
      throws SQLException {
    try (var connection = database.connect();
        var writer = writers.on(connection)) {
      for (int i = 0; i < count; i++) {
        if (i / 2 % WRITERS == own) {
          awaitTime(times.intended()[i]);
          times.began()[i] = System.nanoTime();
          writer.write(i);
          times.ended()[i] = System.nanoTime();
        }
      }
    }
  }

  /** Waits for a time, as of {@link System#nanoTime}. */
  static void awaitTime(long nanos) {
    for (long left = nanos - System.nanoTime(); left > 0; left = nanos - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }

  /** Sets the parameters of one transaction's statement. */
  @FunctionalInterface
  interface Parameters {
    void set(PreparedStatement statement, int number) throws SQLException;
  }

  /** A writer that takes its statements in turn, one a transaction. */
  static Writer inTurn(Connection connection, Parameters parameters, String... statements)
      throws SQLException {
    var prepared = new PreparedStatement[statements.length];
    for (int i = 0; i < statements.length; i++) {
      prepared[i] = connection.prepareStatement(statements[i]);
    }
    return new Writer() {
      @Override
      public void write(int number) throws SQLException {
        var statement = prepared[number % prepared.length];
        parameters.set(statement, number);
        statement.execute();
      }

      @Override
      public void close() throws SQLException {
        for (var statement : prepared) {
          statement.close();
        }
      }
    };
  }
}
