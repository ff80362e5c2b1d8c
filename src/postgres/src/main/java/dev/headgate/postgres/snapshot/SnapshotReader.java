package dev.headgate.postgres.snapshot;

import dev.headgate.dataflow.relation.Table;
import dev.headgate.postgres.Deadline;
import dev.headgate.postgres.Sessions;
import dev.headgate.postgres.SourceException;
import dev.headgate.postgres.SourceProblem;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/**
 * Reads tables as an exported snapshot shows them, in several sessions at once. Holds the snapshot
 * until it is closed, so that whoever exported it may go away. One caller at a time.
 */
public final class SnapshotReader implements AutoCloseable {

  /** How long the server may search for the next row. */
  private static final Duration ANSWER_TIMEOUT = Duration.ofMinutes(10);

  /** Reading a large table takes as long as it takes. */
  private static final Duration UNLIMITED = Duration.ofDays(3650);

  private final SnapshotSessions sessions;

  private SnapshotReader(SnapshotSessions sessions) {
    this.sessions = sessions;
  }

  /**
   * Imports the snapshot and waits until it can be read.
   *
   * @param exported its name; whoever exported it must still hold it, until this returns
   * @param parallelism how many sessions read, 1 or more
   * @param timeout how long to wait for transactions whose commit is not yet visible
   * @throws SourceException if those are still open after {@code timeout} ({@link
   *     SourceProblem.SnapshotBlocked})
   */
  public static SnapshotReader open(
      Sessions sessions, String exported, int parallelism, Duration timeout)
      throws SQLException, SourceException {
    return open(sessions, exported, parallelism, timeout, SnapshotSessions.BLOCKS_A_RANGE);
  }

  static SnapshotReader open(
      Sessions factory, String exported, int parallelism, Duration timeout, long blocksARange)
      throws SQLException, SourceException {
    var sessions = new SnapshotSessions(factory, ANSWER_TIMEOUT, blocksARange);
    boolean opened = false;
    try (var side = factory.open(timeout.plus(Duration.ofSeconds(10)))) {
      var first = sessions.open(exported);
      // The rest take it from us: the exporter's may end at any time.
      String shared = SnapshotSessions.value(first, "SELECT pg_export_snapshot()");
      for (int i = 1; i < parallelism; i++) {
        sessions.open(shared);
      }
      var visible =
          VisibleTransactions.parse(SnapshotSessions.value(first, "SELECT pg_current_snapshot()"));
      SnapshotGuard.await(side, visible, timeout);
      opened = true;
      return new SnapshotReader(sessions);
    } finally {
      if (!opened) {
        sessions.close();
      }
    }
  }

  /**
   * Reads the whole table, in no order. Partitions and tables that inherit from it are left out.
   *
   * @param table as it was when its columns were chosen
   * @param columns which columns, by name, in this order; at least one
   * @param handlers asked for a handler for each session, before any row is read; each is called by
   *     one thread, several at the same time
   * @return the number of rows
   * @throws SourceException if the table was rewritten since the snapshot ({@link
   *     SourceProblem.TableRewritten}): its contents then are gone
   * @throws InterruptedException if the caller is interrupted; the read is given up
   */
  public long read(Table table, List<String> columns, Supplier<RowHandler> handlers)
      throws SQLException, SourceException, InterruptedException {
    return sessions.read(table, columns, handlers, Deadline.in(UNLIMITED));
  }

  @Override
  public void close() throws SQLException {
    sessions.close();
  }
}
