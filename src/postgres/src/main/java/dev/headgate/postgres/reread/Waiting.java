package dev.headgate.postgres.reread;

import dev.headgate.dataflow.cutover.OpenTransaction;
import dev.headgate.postgres.snapshot.VisibleTransactions;
import java.util.List;

/**
 * A snapshot cannot be taken yet, or can at last.
 *
 * @param open the transactions that have to end before; none: it can
 * @param now what a snapshot shows that was taken just now; one that is taken later shows all of
 *     that too
 */
public record Waiting(List<OpenTransaction> open, VisibleTransactions now) {

  public Waiting {
    open = List.copyOf(open);
  }

  /** Whether the snapshot will certainly show that transaction. */
  public boolean willShow(int xid) {
    return now.finished(xid);
  }
}
