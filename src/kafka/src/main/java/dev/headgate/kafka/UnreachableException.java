package dev.headgate.kafka;

/** The cluster did not answer in time. Trying again may help. */
public final class UnreachableException extends ClusterException {

  private static final long serialVersionUID = 1;

  UnreachableException(String bootstrapServers, String doing, Throwable cause) {
    super(
        bootstrapServers,
        "Kafka at %s did not answer while %s: %s. Check the address, the network between and the brokers."
            .formatted(bootstrapServers, doing, cause.getMessage()),
        cause);
  }
}
