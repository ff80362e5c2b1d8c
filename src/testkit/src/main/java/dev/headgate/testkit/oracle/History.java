package dev.headgate.testkit.oracle;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All committed transactions of a database since some moment, in the order of their commits.
 *
 * @param transactions in that order
 */
public record History(List<Transaction> transactions) {

  public History {
    transactions = List.copyOf(transactions);
  }

  /**
   * A transaction. Its commit record lies in {@code [previousEnd, end)}: a frontier, which is never
   * inside of a commit record, is past it exactly if the frontier is {@code end} or more.
   *
   * @param previousEnd where the commit record of the transaction before ends, 0 if there is none
   * @param end where its commit record ends
   * @param changes of all tables
   */
  public record Transaction(long previousEnd, long end, List<Change> changes) {
    public Transaction {
      changes = List.copyOf(changes);
    }

    /** This, with another end of the transaction before. */
    Transaction after(long newPreviousEnd) {
      return new Transaction(newPreviousEnd, end, changes);
    }
  }

  /**
   * A change of a row. Both empty: never.
   *
   * @param table qualified, unquoted
   * @param old the old row, or of it what the WAL has; empty for an insert, and for an update that
   *     leaves the replica identity as it is
   * @param row the new row; empty for a delete
   */
  public record Change(
      String table, Optional<Map<String, Object>> old, Optional<Map<String, Object>> row) {}
}
