package dev.headgate.kafka;

/** The cluster does not know the credentials, or they do not allow the request. */
public final class AccessDeniedException extends ClusterException {

  private static final long serialVersionUID = 1;

  AccessDeniedException(String bootstrapServers, String doing, Throwable cause) {
    super(
        bootstrapServers,
        "Kafka at %s denied access while %s: %s. Check the Connection's credentials and their ACLs."
            .formatted(bootstrapServers, doing, cause.getMessage()),
        cause);
  }
}
