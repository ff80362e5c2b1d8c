package dev.headgate.postgres.snapshot;

import dev.headgate.postgres.SourceException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.Callable;
import org.postgresql.PGConnection;

/**
 * One session's part of reading a table: range after range, until all were dealt out.
 *
 * @param session in the snapshot's transaction
 * @param select a query that ends with {@code WHERE}
 * @param ranges where the next range comes from
 * @param columns how many columns the query has
 * @param handler takes the rows
 */
record RangeCopy(
    Connection session, String select, BlockRanges ranges, int columns, RowHandler handler)
    implements Callable<Long> {

  /** Returns the number of rows handed over. */
  @Override
  public Long call() throws SQLException, SourceException {
    var decoder = new CopyRowDecoder(columns);
    long rows = 0;
    for (var range = ranges.next(); range.isPresent(); range = ranges.next()) {
      var copy =
          session
              .unwrap(PGConnection.class)
              .getCopyAPI()
              .copyOut("COPY (%s%s) TO STDOUT".formatted(select, range.get()));
      for (byte[] line = copy.readFromCopy(); line != null; line = copy.readFromCopy()) {
        handler.row(decoder.decode(line));
        rows++;
      }
    }
    return rows;
  }

  /** Ends the session, from any thread; a running {@link #call} fails. */
  void abort() throws SQLException {
    session.abort(Runnable::run);
  }
}
