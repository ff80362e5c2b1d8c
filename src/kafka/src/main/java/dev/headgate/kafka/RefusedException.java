package dev.headgate.kafka;

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
    super(bootstrapServers, message, null);
  }

  // A client that cannot be built says why only in the cause.
  private static String reason(Throwable cause) {
    var inner = cause.getCause();
    return inner == null ? cause.getMessage() : cause.getMessage() + ": " + inner.getMessage();
  }
}
