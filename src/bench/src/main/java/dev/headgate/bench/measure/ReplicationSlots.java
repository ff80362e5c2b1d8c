package dev.headgate.bench.measure;

import dev.headgate.dataflow.time.Timestamp;
import dev.headgate.testkit.load.TestDatabase;
import java.sql.SQLException;

/** Copies of a sink's slot, from which others read the same changes. */
record ReplicationSlots(TestDatabase database) {

  /**
   * The source must not be in use. The copy has nothing of what was written before: a worker that
   * ends has not confirmed all that it has committed.
   */
  void copy(String source, String copy) throws SQLException {
    database.ask("SELECT pg_copy_logical_replication_slot('%s', '%s')".formatted(source, copy));
    database.ask(
        "SELECT pg_replication_slot_advance('%s', pg_current_wal_flush_lsn())".formatted(copy));
  }

  /** From where it streams. */
  Timestamp confirmed(String slot) throws SQLException {
    return Timestamp.parseLsn(
        database.ask(
            "SELECT confirmed_flush_lsn FROM pg_replication_slots WHERE slot_name = '%s'"
                .formatted(slot)));
  }

  /** Whoever read it has ended, and the server may not have noticed yet. */
  void drop(String slot) throws SQLException {
    database.execute(
        "SELECT pg_terminate_backend(active_pid, 10000) FROM pg_replication_slots"
            + " WHERE slot_name = '%s' AND active".formatted(slot),
        "SELECT pg_drop_replication_slot('%s')".formatted(slot));
  }
}
