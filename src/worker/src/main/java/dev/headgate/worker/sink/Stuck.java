package dev.headgate.worker.sink;

import dev.headgate.dataflow.envelope.TransactionTooLarge;
import dev.headgate.dataflow.row.RowError;
import dev.headgate.dataflow.row.ShapeMismatch;

/** Which failures are the relation's own: reading it again would meet them again. */
final class Stuck {

  private Stuck() {}

  static boolean isCause(Throwable thrown) {
    return thrown instanceof RowError
        || thrown instanceof ShapeMismatch
        || thrown instanceof TruncatedException
        || thrown instanceof TransactionTooLarge;
  }
}
