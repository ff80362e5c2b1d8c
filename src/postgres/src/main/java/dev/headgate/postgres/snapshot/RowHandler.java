package dev.headgate.postgres.snapshot;

import dev.headgate.dataflow.change.TextRow;

/** Takes the rows that one session reads. An exception thrown here ends the whole read. */
@FunctionalInterface
public interface RowHandler {

  /**
   * Takes one row.
   *
   * @param row its columns in the order asked for; valid only during the call
   */
  void row(TextRow row);
}
