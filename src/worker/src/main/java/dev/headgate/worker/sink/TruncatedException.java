package dev.headgate.worker.sink;

import dev.headgate.dataflow.relation.TableName;
import dev.headgate.dataflow.time.Timestamp;

/**
 * The shown relation's table was truncated: its rows are gone, and the stream does not say which
 * they were.
 */
final class TruncatedException extends RuntimeException {

  private static final long serialVersionUID = 1;

  TruncatedException(TableName table, Timestamp at) {
    super(
        ("Table %s was truncated at %s, and a TRUNCATE does not say which keys it removed.%n  Cut"
             + " the sink over to a relation over another table, or delete and create it again; use"
             + " DELETE for tables that sinks read.")
            .formatted(table, at.toLsn()));
  }
}
