package dev.headgate.dataflow.deadletter;

import dev.headgate.dataflow.relation.TableName;
import dev.headgate.dataflow.row.ColumnText;
import dev.headgate.dataflow.time.Timestamp;
import java.util.List;
import java.util.OptionalInt;

/**
 * A change that could not be written, with all that is known of it.
 *
 * @param relation the relation's name
 * @param table its table
 * @param operation what was done to the row
 * @param at the transaction's timestamp; in a snapshot the snapshot's
 * @param xid the transaction's 32-bit id, unsigned; empty in a snapshot
 * @param reason why, for people
 * @param row the relation's columns; of a deleted row those that its replica identity tells
 */
public record DeadLetter(
    String relation,
    TableName table,
    Operation operation,
    Timestamp at,
    OptionalInt xid,
    String reason,
    List<ColumnText> row) {

  public DeadLetter {
    row = List.copyOf(row);
  }

  /** What was done to a row. */
  public enum Operation {
    SNAPSHOT("snapshot"),
    INSERT("insert"),
    UPDATE("update"),
    DELETE("delete");

    private final String word;

    Operation(String word) {
      this.word = word;
    }

    /** The word that records have. */
    public String word() {
      return word;
    }
  }
}
