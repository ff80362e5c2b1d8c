package dev.headgate.worker.sink;

import dev.headgate.dataflow.deadletter.DeadLetter;
import dev.headgate.dataflow.deadletter.DeadLetter.Operation;
import dev.headgate.dataflow.deadletter.DeadLetterJson;
import dev.headgate.dataflow.envelope.SkippedRow;
import dev.headgate.dataflow.relation.Relation;
import dev.headgate.dataflow.row.ColumnText;
import dev.headgate.dataflow.row.RowError;
import dev.headgate.dataflow.time.Timestamp;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What becomes of rows that cannot be written. Thread-safe.
 *
 * @param letters where they are recorded; empty: the sink stalls at the first
 */
record RowErrors(Optional<DeadLetters> letters) {

  private static final DeadLetterJson JSON = new DeadLetterJson();

  /**
   * What is told of a row that is skipped.
   *
   * @param at of its transaction, or of the snapshot
   * @param xid of its transaction; empty in a snapshot
   * @param row the relation's columns, as far as they are known
   * @throws RowError the error, with its position, if the sink stalls
   */
  SkippedRow skip(
      RowError error,
      Relation relation,
      Operation operation,
      Timestamp at,
      OptionalInt xid,
      List<ColumnText> row) {
    var placed = error.at(at);
    if (letters.isEmpty()) {
      throw placed;
    }
    var letter =
        new DeadLetter(
            relation.name(), relation.table(), operation, at, xid, placed.getMessage(), row);
    return new SkippedRow(placed.getMessage(), JSON.write(letter, letters.get().maxLetterBytes()));
  }
}
