package dev.headgate.dataflow.envelope;

/** One upstream transaction touches more than may be held in memory. */
public final class TransactionTooLarge extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final long maxTransactionBytes;

  TransactionTooLarge(long maxTransactionBytes) {
    super(
        "An upstream transaction needs more than maxTransactionBytes=%d bytes of memory.\n  "
                .formatted(maxTransactionBytes)
            + "Raise maxTransactionBytes and the worker's memory, or change fewer rows at a time.");
    this.maxTransactionBytes = maxTransactionBytes;
  }

  public long maxTransactionBytes() {
    return maxTransactionBytes;
  }
}
