package dev.headgate.kafka;

/** The brokers' transactions can lose or tear what was committed (before KIP-890). */
public final class UnsafeTransactionsException extends ClusterException {

  private static final long serialVersionUID = 1;

  private final int transactionVersion;

  UnsafeTransactionsException(String bootstrapServers, int transactionVersion) {
    super(
        bootstrapServers,
        ("Kafka at %s has transaction.version %d finalized, exactly-once needs %d (KIP-890). Run"
             + " `kafka-features.sh --bootstrap-server %s upgrade --feature transaction.version=%d`"
             + " with brokers of 4.0 or later, or accept the risk with allowUnsafeTransactions:"
             + " true in the Connection.")
            .formatted(
                bootstrapServers,
                transactionVersion,
                TransactionVersion.SAFE,
                bootstrapServers,
                TransactionVersion.SAFE),
        null);
    this.transactionVersion = transactionVersion;
  }

  /** The version that is finalized; 0 if none is. */
  public int transactionVersion() {
    return transactionVersion;
  }
}
