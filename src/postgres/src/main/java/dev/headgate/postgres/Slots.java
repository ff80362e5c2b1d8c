package dev.headgate.postgres;

import dev.headgate.dataflow.time.Timestamp;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Looks at the logical slots of one database, and drops them. Not thread-safe, as the session under
 * it.
 */
public final class Slots {

  private static final String SELECT =
      """
      SELECT slot_name, confirmed_flush_lsn, active_pid, wal_status, safe_wal_size,
             CASE WHEN wal_status = 'lost'
                  THEN coalesce(to_jsonb(s) ->> 'invalidation_reason', wal_status) END AS lost
      FROM pg_catalog.pg_replication_slots s
      WHERE slot_type = 'logical' AND database = current_database() AND
      """;

  private static final String UNDEFINED_OBJECT = "42704";
  private static final String OBJECT_IN_USE = "55006";

  private static final Duration END_WAIT = Duration.ofSeconds(1);
  private static final Duration LOOK_EVERY = Duration.ofMillis(5);

  private final Connection session;

  /**
   * @param session a session of the database in autocommit mode, which stays the caller's to close
   */
  public Slots(Connection session) {
    this.session = session;
  }

  /** The slot of that name in this database. */
  public Optional<Slot> find(String slot) throws SQLException {
    return select("slot_name = ?", slot).stream().findFirst();
  }

  /** The slots of this database whose names start with {@code prefix}. */
  public List<Slot> list(String prefix) throws SQLException {
    return select("starts_with(slot_name, ?) ORDER BY slot_name", prefix);
  }

  /**
   * Drops the slot, whoever uses it: its process is ended first. On return it does not exist;
   * nothing happens if it did not. To be called before its publication is dropped.
   *
   * @throws SourceException if somebody takes it again and again until {@code timeout} is over
   *     ({@link SourceProblem.SlotNotDropped})
   */
  public void drop(String slot, Duration timeout) throws SQLException, SourceException {
    var deadline = Deadline.in(timeout);
    for (var found = find(slot); found.isPresent(); found = find(slot)) {
      var pid = found.get().activePid();
      if (pid.isPresent()) {
        terminate(session, pid.getAsInt());
      }
      if (tryDrop(slot)) {
        continue;
      }
      if (deadline.hasPassed()) {
        throw new SourceException(new SourceProblem.SlotNotDropped(slot, timeout, pid));
      }
    }
  }

  /**
   * Ends the server process that uses the slot, if there is one, and waits for a second at most
   * until it is gone. Only for whoever knows to be the slot's one rightful reader.
   */
  public void release(String slot) throws SQLException {
    var found = find(slot);
    if (found.isPresent() && found.get().activePid().isPresent()) {
      terminate(session, found.get().activePid().getAsInt());
    }
  }

  private boolean tryDrop(String slot) throws SQLException {
    try (var statement = session.prepareStatement("SELECT pg_drop_replication_slot(?)")) {
      statement.setString(1, slot);
      statement.execute();
      return true;
    } catch (SQLException e) {
      if (UNDEFINED_OBJECT.equals(e.getSQLState())) {
        return true;
      }
      if (OBJECT_IN_USE.equals(e.getSQLState())) {
        return false;
      }
      throw e;
    }
  }

  /** Ends a server process and waits until it is gone, for a second at most. */
  static void terminate(Connection session, int pid) throws SQLException {
    // Waits as PostgreSQL 14's second parameter would, which 13 does not have.
    try (var end = session.prepareStatement("SELECT pg_terminate_backend(?)");
        var left =
            session.prepareStatement(
                "SELECT count(*) FROM pg_catalog.pg_stat_get_activity(?) WHERE pid IS NOT NULL")) {
      end.setInt(1, pid);
      end.execute();
      left.setInt(1, pid);
      for (var deadline = Deadline.in(END_WAIT); !deadline.hasPassed(); ) {
        try (var row = left.executeQuery()) {
          row.next();
          if (row.getInt(1) == 0) {
            return;
          }
        }
        LockSupport.parkNanos(LOOK_EVERY.toNanos());
      }
    }
  }

  private List<Slot> select(String condition, String value) throws SQLException {
    try (var statement = session.prepareStatement(SELECT + condition)) {
      statement.setString(1, value);
      try (var rows = statement.executeQuery()) {
        var slots = new ArrayList<Slot>();
        while (rows.next()) {
          slots.add(read(rows));
        }
        return slots;
      }
    }
  }

  private static Slot read(ResultSet row) throws SQLException {
    int pid = row.getInt("active_pid");
    String safe = row.getString("safe_wal_size");
    return new Slot(
        row.getString("slot_name"),
        Optional.ofNullable(row.getString("confirmed_flush_lsn")).map(Timestamp::parseLsn),
        pid == 0 ? OptionalInt.empty() : OptionalInt.of(pid),
        Optional.ofNullable(row.getString("wal_status")),
        Optional.ofNullable(row.getString("lost")),
        safe == null ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(safe)));
  }
}
