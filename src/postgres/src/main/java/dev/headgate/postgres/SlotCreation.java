package dev.headgate.postgres;

import dev.headgate.dataflow.cutover.OpenTransaction;
import dev.headgate.dataflow.relation.SqlIdentifiers;
import dev.headgate.dataflow.time.Timestamp;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.postgresql.PGConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes a slot, with an exported snapshot. The server waits until every transaction that was open
 * has ended, in whatever database: meanwhile those are reported.
 *
 * <p>By the replication command, not by SQL: a walsender notices that its client is gone, so that
 * no slot appears after everybody has given up. The one place where it does not notice is the wait
 * for a transaction, and that is bounded by {@code lock_timeout}.
 */
public final class SlotCreation {

  private static final Logger log = LoggerFactory.getLogger(SlotCreation.class);

  private static final String LOCK_NOT_AVAILABLE = "55P03";
  private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

  private final Sessions sessions;
  private final Connection side;

  /**
   * @param side a session in autocommit mode, which stays the caller's to close
   */
  public SlotCreation(Sessions sessions, Connection side) {
    this.sessions = sessions;
    this.side = side;
  }

  /**
   * Makes the slot. If this throws, the slot may exist nevertheless: {@link Slots#drop} it before
   * its name is used again.
   *
   * @param slot its name; its publication exists already
   * @param timeout how long the server may wait for transactions
   * @param blockers told about once a second what is waited for; called by the calling thread
   * @throws SourceException if transactions are still open after {@code timeout} ({@link
   *     SourceProblem.SlotBlocked})
   * @throws InterruptedException if the caller is interrupted; the server is told to stop
   */
  public ExportedSlot create(
      String slot, Duration timeout, Consumer<List<OpenTransaction>> blockers)
      throws SQLException, SourceException, InterruptedException {
    var deadline = Deadline.in(timeout);
    var walsender = sessions.openReplication(timeout);
    boolean made = false;
    try {
      int pid = walsender.unwrap(PGConnection.class).getBackendPID();
      var command = new FutureTask<>(() -> createOn(walsender, slot, timeout));
      Thread.ofVirtual().name("create-slot-" + slot).start(command);
      var exported = await(command, slot, pid, timeout, deadline, blockers);
      made = true;
      log.info("slot={} created, consistentPoint={}", slot, exported.consistentPoint().toLsn());
      return exported;
    } finally {
      if (!made) {
        walsender.close();
      }
    }
  }

  private static ExportedSlot createOn(Connection walsender, String slot, Duration timeout)
      throws SQLException {
    try (var statement = walsender.createStatement()) {
      statement.execute("SET lock_timeout = " + Math.max(1, timeout.toMillis()));
      // The form that all supported versions understand; 15 added one with an option list.
      var sql =
          "CREATE_REPLICATION_SLOT %s LOGICAL pgoutput EXPORT_SNAPSHOT"
              .formatted(SqlIdentifiers.quote(slot));
      try (var row = statement.executeQuery(sql)) {
        row.next();
        return new ExportedSlot(
            row.getString("slot_name"),
            Timestamp.parseLsn(row.getString("consistent_point")),
            row.getString("snapshot_name"),
            walsender);
      }
    }
  }

  private ExportedSlot await(
      FutureTask<ExportedSlot> command,
      String slot,
      int pid,
      Duration timeout,
      Deadline deadline,
      Consumer<List<OpenTransaction>> blockers)
      throws SQLException, SourceException, InterruptedException {
    boolean done = false;
    try {
      while (true) {
        long left = deadline.leftNanos();
        if (left <= 0) {
          throw blocked(slot, timeout, null);
        }
        try {
          var exported = command.get(Math.min(left, LOOK_EVERY.toNanos()), TimeUnit.NANOSECONDS);
          done = true;
          return exported;
        } catch (TimeoutException e) {
          blockers.accept(new OpenTransactions(side).ofServer());
        } catch (ExecutionException e) {
          done = true;
          throw failure(slot, timeout, e.getCause());
        }
      }
    } finally {
      if (!done) {
        // Its client going away would not wake it: it may be waiting for a transaction.
        Slots.terminate(side, pid);
      }
    }
  }

  private SQLException failure(String slot, Duration timeout, Throwable cause)
      throws SQLException, SourceException {
    if (cause instanceof SQLException e) {
      if (LOCK_NOT_AVAILABLE.equals(e.getSQLState())) {
        throw blocked(slot, timeout, e);
      }
      return e;
    }
    throw new IllegalStateException("slot " + slot + " could not be made", cause);
  }

  private SourceException blocked(String slot, Duration timeout, SQLException cause)
      throws SQLException {
    var open = new OpenTransactions(side).ofServer();
    return new SourceException(new SourceProblem.SlotBlocked(slot, timeout, open), cause);
  }
}
