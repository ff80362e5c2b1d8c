package dev.headgate.kafka;

import org.apache.kafka.common.KafkaException;

/** The cluster, or the client itself, refused a request. Trying the same again will not help. */
public final class RefusedException extends ClusterException {

  private static final long serialVersionUID = 1;

  RefusedException(String bootstrapServers, String doing, Throwable cause) {
    super(
        bootstrapServers,
        "Kafka at %s refused while %s: %s".formatted(bootstrapServers, doing, reason(cause)),
        cause);
  }

  RefusedException(String bootstrapServers, String message) {
    this(bootstrapServers, null, message);
  }

  private RefusedException(String bootstrapServers, Throwable cause, String message) {
    super(bootstrapServers, message, cause);
  }

  /** The settings of a Connection make no client. */
  static RefusedException ofSettings(String bootstrapServers, KafkaException thrown) {
    // The outer exception says only that there is no client.
    Throwable cause = thrown.getCause() == null ? thrown : thrown.getCause();
    return new RefusedException(
        bootstrapServers,
        thrown,
        "No client of Kafka at %s can be made: %s. Correct bootstrapServers or the properties of the Connection."
            .formatted(bootstrapServers, cause.getMessage()));
  }

  // Some exceptions say why only in the cause.
  private static String reason(Throwable cause) {
    var inner = cause.getCause();
    return inner == null ? cause.getMessage() : cause.getMessage() + ": " + inner.getMessage();
  }
}
