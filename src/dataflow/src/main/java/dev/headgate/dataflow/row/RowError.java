package dev.headgate.dataflow.row;

import dev.headgate.dataflow.relation.TableName;
import dev.headgate.dataflow.time.Timestamp;
import java.util.Optional;

/**
 * A row that cannot be written, for a reason of its own: reading it again would meet the same.
 * Nothing of the row was written; the rows before it are untouched. The message names table, key,
 * position and reason, as far as they are known, and what to do.
 */
public abstract sealed class RowError extends RuntimeException permits ValueError, MessageTooLarge {

  private static final long serialVersionUID = 1;

  RowError(String message, RowError cause) {
    super(message, cause);
  }

  /** The same error, with the position of the transaction that it was found in. */
  public abstract RowError at(Timestamp timestamp);

  public abstract TableName table();

  /** The row's key as text, for people; empty if it is not known. */
  public abstract Optional<String> key();

  static String position(Optional<Timestamp> at) {
    return at.map(t -> ", changed at %s,".formatted(t.toLsn())).orElse("");
  }
}
