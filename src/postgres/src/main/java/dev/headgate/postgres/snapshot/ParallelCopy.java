package dev.headgate.postgres.snapshot;

import dev.headgate.dataflow.relation.TableName;
import dev.headgate.postgres.Deadline;
import dev.headgate.postgres.SourceException;
import dev.headgate.postgres.SourceProblem;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** Runs copies side by side. When one fails the others are ended, and the first failure is told. */
final class ParallelCopy {

  private ParallelCopy() {}

  /**
   * Returns the number of rows of all of them; none runs any more on return, or on failure.
   *
   * @param table what is read, for the message if {@code deadline} passes
   */
  static long run(List<RangeCopy> copies, TableName table, Deadline deadline)
      throws SQLException, SourceException, InterruptedException {
    // Closing it waits for the threads to end.
    try (var threads =
        Executors.newThreadPerTaskExecutor(Thread.ofPlatform().name("snapshot-", 0).factory())) {
      var running = new ExecutorCompletionService<Long>(threads);
      copies.forEach(running::submit);
      long rows = 0;
      boolean done = false;
      try {
        for (int i = 0; i < copies.size(); i++) {
          var ended = running.poll(deadline.leftNanos(), TimeUnit.NANOSECONDS);
          if (ended == null) {
            throw new SourceException(new SourceProblem.ReadTimedOut(table));
          }
          rows += ended.get();
        }
        done = true;
        return rows;
      } catch (ExecutionException e) {
        throw failure(e.getCause());
      } finally {
        if (!done) {
          for (var copy : copies) {
            copy.abort();
          }
        }
      }
    }
  }

  private static SQLException failure(Throwable cause) throws SourceException {
    return switch (cause) {
      case SQLException e -> e;
      case SourceException e -> throw e;
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      default -> throw new IllegalStateException("a copy cannot fail like this", cause);
    };
  }
}
