package dev.headgate.worker.sink;

import dev.headgate.dataflow.change.ChangeHandler;
import dev.headgate.dataflow.change.TableShape;
import dev.headgate.dataflow.change.TextRow;
import dev.headgate.dataflow.time.Timestamp;
import dev.headgate.postgres.ReplicationStream;
import dev.headgate.postgres.SourceException;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A stream that nothing is written from: it is only recorded. Nothing is acknowledged to the
 * server, so a later stream can begin where this one did.
 */
final class OwnStream implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(OwnStream.class);
  private static final long POLL_MILLIS = 2;

  private final ReplicationStream stream;
  private final Watch watch;
  private boolean asked;

  OwnStream(ReplicationStream stream, Timestamp from) {
    this.stream = stream;
    this.watch = new Watch(from);
  }

  /**
   * Hands out what has come, or waits for it a moment.
   *
   * @param beside who else takes the changes
   * @return whether the stream is between two transactions
   */
  boolean poll(UnaryOperator<ChangeHandler> beside) throws SQLException, SourceException {
    if (!asked) {
      stream.requestUpper();
    }
    asked = stream.pollOrWait(beside.apply(watch), POLL_MILLIS);
    return !stream.inTransaction();
  }

  Map<Long, TableShape> shapes() {
    return watch.shapes;
  }

  /** Everything before it was handed out. */
  Timestamp upper() {
    return watch.upper;
  }

  void keepAlive() throws SQLException {
    stream.keepAlive();
  }

  @Override
  public void close() {
    try {
      stream.close();
    } catch (SQLException e) {
      LOG.debug("the recording stream was broken before it was closed", e);
    }
  }

  private static final class Watch implements ChangeHandler {
    private final Map<Long, TableShape> shapes = new HashMap<>();
    private Timestamp upper;

    Watch(Timestamp from) {
      this.upper = from;
    }

    @Override
    public void begin(Timestamp at, int xid) {}

    @Override
    public void insert(long table, TextRow row) {}

    @Override
    public void update(long table, TextRow old, TextRow row) {}

    @Override
    public void delete(long table, TextRow old) {}

    @Override
    public void truncate(long table) {}

    @Override
    public void shape(TableShape shape) {
      shapes.put(shape.oid(), shape);
    }

    @Override
    public void commit(Timestamp newUpper) {
      upper = newUpper;
    }

    @Override
    public void upper(Timestamp newUpper) {
      upper = newUpper;
    }
  }
}
