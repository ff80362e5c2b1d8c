package dev.headgate.dataflow.change;

import dev.headgate.dataflow.time.Timestamp;

/**
 * Takes the changes of a source in stream order: {@code begin (insert | update | delete |
 * truncate)* commit} for each transaction, {@code upper} between transactions. Called by one
 * thread. Rows are valid only during the call. An exception thrown here ends the stream and reaches
 * whoever polled it.
 */
public interface ChangeHandler {

  /**
   * A transaction starts.
   *
   * @param at its timestamp, the LSN at which its commit record starts
   * @param xid its 32-bit transaction id, unsigned
   */
  void begin(Timestamp at, int xid);

  /**
   * A row was inserted.
   *
   * @param table the OID of its table
   */
  void insert(long table, TextRow row);

  /**
   * A row was updated.
   *
   * @param table the OID of its table
   * @param old the whole old row (replica identity FULL), or its identity columns with the others
   *     NULL if they changed, or null
   * @param row the new row; unchanged out-of-line values are {@link TextRow#UNCHANGED}
   */
  void update(long table, TextRow old, TextRow row);

  /**
   * A row was deleted.
   *
   * @param table the OID of its table
   * @param old the whole old row (replica identity FULL), or its identity columns with the others
   *     NULL
   */
  void delete(long table, TextRow old);

  /** A carried table was truncated. */
  void truncate(long table);

  /**
   * The shape of a table's rows from here on; comes before its first row, and again after it may
   * have changed.
   *
   * @param shape the columns as the stream carries them
   */
  void shape(TableShape shape);

  /**
   * The transaction that began last is complete.
   *
   * @param upper the first timestamp that may still come: the LSN at which its commit record ends
   */
  void commit(Timestamp upper);

  /**
   * Between transactions: every transaction with a timestamp below {@code upper} has been handed
   * over.
   */
  void upper(Timestamp upper);
}
