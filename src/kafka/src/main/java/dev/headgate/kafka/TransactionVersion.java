package dev.headgate.kafka;

import org.apache.kafka.clients.admin.Admin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The brokers' {@code transaction.version}. From 2 on every transaction has an epoch of its own, so
 * that a late produce, commit or abort cannot hit the next one (KIP-890).
 */
public final class TransactionVersion {

  static final int SAFE = 2;

  private static final Logger LOG = LoggerFactory.getLogger(TransactionVersion.class);
  private static final String FEATURE = "transaction.version";

  private TransactionVersion() {}

  /**
   * Returns if the brokers' transactions are safe, or the Connection accepts unsafe ones.
   *
   * @throws UnsafeTransactionsException otherwise
   * @throws ClusterException if the brokers cannot be asked
   */
  public static void requireSafe(KafkaCluster cluster) {
    int version = finalized(cluster);
    if (version >= SAFE) {
      return;
    }
    var settings = cluster.settings();
    if (!settings.allowUnsafeTransactions()) {
      throw new UnsafeTransactionsException(settings.bootstrapServers(), version);
    }
    LOG.warn(
        "unsafe transactions accepted kafka={} transactionVersion={} safe={}",
        settings.bootstrapServers(),
        version,
        SAFE);
  }

  private static int finalized(KafkaCluster cluster) {
    var features =
        cluster.ask("describing features", (Admin a) -> a.describeFeatures().featureMetadata());
    var range = features.finalizedFeatures().get(FEATURE);
    return range == null ? 0 : range.maxVersionLevel();
  }
}
