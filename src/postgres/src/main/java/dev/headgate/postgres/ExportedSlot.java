package dev.headgate.postgres;

import dev.headgate.dataflow.time.Timestamp;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * A slot that was just made, with the database's contents at its first position. The contents can
 * be read until this is closed, or until their first reader has imported them and stays open. The
 * slot itself stays.
 */
public final class ExportedSlot implements AutoCloseable {

  private final String name;
  private final Timestamp consistentPoint;
  private final String snapshot;

  /** The server forgets the snapshot at the next command of this session, so there is none. */
  private final Connection session;

  ExportedSlot(String name, Timestamp consistentPoint, String snapshot, Connection session) {
    this.name = name;
    this.consistentPoint = consistentPoint;
    this.snapshot = snapshot;
    this.session = session;
  }

  public String name() {
    return name;
  }

  /**
   * Every transaction with {@code timestamp >= } this is streamed whole, none of them is in the
   * snapshot; every earlier one is in the snapshot.
   */
  public Timestamp consistentPoint() {
    return consistentPoint;
  }

  /** The snapshot's name, for {@code SET TRANSACTION SNAPSHOT}. */
  public String snapshot() {
    return snapshot;
  }

  @Override
  public void close() throws SQLException {
    session.close();
  }
}
