package dev.headgate.postgres.snapshot;

import dev.headgate.dataflow.cutover.OpenTransaction;
import dev.headgate.postgres.Deadline;
import dev.headgate.postgres.OpenTransactions;
import dev.headgate.postgres.SourceException;
import dev.headgate.postgres.SourceProblem;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * Waits until an exported snapshot can be read. PostgreSQL lets decoding see a commit as soon as
 * its record is written, and sets the transaction's status only later (with synchronous
 * replication, much later). A snapshot made by decoding may thus count a transaction as finished
 * that still runs: a reader would then take it for aborted, and miss its rows.
 */
final class SnapshotGuard {

  private static final Duration LOOK_EVERY = Duration.ofMillis(5);

  private SnapshotGuard() {}

  /**
   * Returns once no backend runs a transaction that {@code visible} shows as finished.
   *
   * @param side a session in autocommit mode; in the snapshot's own the list would never change
   */
  static void await(Connection side, VisibleTransactions visible, Duration timeout)
      throws SQLException, SourceException {
    var deadline = Deadline.in(timeout);
    var open = new OpenTransactions(side);
    while (true) {
      List<OpenTransaction> blockers =
          open.ofDatabase().stream().filter(t -> visible.finished(t.xid())).toList();
      if (blockers.isEmpty()) {
        return;
      }
      if (deadline.hasPassed()) {
        throw new SourceException(new SourceProblem.SnapshotBlocked(timeout, blockers));
      }
      LockSupport.parkNanos(LOOK_EVERY.toNanos());
    }
  }
}
