package dev.headgate.bench.measure;

import dev.headgate.dataflow.change.ChangeHandler;
import dev.headgate.dataflow.change.TableShape;
import dev.headgate.dataflow.change.TextRow;
import dev.headgate.dataflow.sink.Connections;
import dev.headgate.dataflow.time.Timestamp;
import dev.headgate.postgres.ReplicationStream;
import dev.headgate.postgres.Sessions;
import dev.headgate.postgres.SourceException;
import java.sql.SQLException;

/** Reads a slot as a sink does, takes the messages apart, and throws the changes away. */
final class PlainReader implements ChangeHandler {

  private static final long WAIT_MILLIS = 100;

  private Timestamp upper = Timestamp.ZERO;
  private long changes;

  /** Reads what is there up to {@code end}; how many changes there were. */
  static long read(
      Connections.Postgres postgres, String slot, String publication, Timestamp from, Timestamp end)
      throws SQLException, SourceException {
    var reader = new PlainReader();
    try (var stream =
        ReplicationStream.open(new Sessions(postgres, "plain-reader"), slot, publication, from)) {
      while (reader.upper.isBefore(end)) {
        stream.pollOrWait(reader, WAIT_MILLIS);
      }
    }
    return reader.changes;
  }

  @Override
  public void begin(Timestamp at, int xid) {}

  @Override
  public void insert(long table, TextRow row) {
    changes++;
  }

  @Override
  public void update(long table, TextRow old, TextRow row) {
    changes++;
  }

  @Override
  public void delete(long table, TextRow old) {
    changes++;
  }

  @Override
  public void truncate(long table) {}

  @Override
  public void shape(TableShape shape) {}

  @Override
  public void commit(Timestamp newUpper) {
    upper = newUpper;
  }

  @Override
  public void upper(Timestamp newUpper) {
    upper = newUpper;
  }
}
