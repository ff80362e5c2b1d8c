package dev.headgate.dataflow.sink;

import java.util.Map;
import java.util.Optional;

/**
 * Where a sink's systems are, credentials included. {@link #toString} never shows a secret.
 *
 * @param kafka the cluster written to
 * @param schemaRegistry the registry that schemas are registered with
 * @param postgres the database read
 */
public record Connections(Kafka kafka, SchemaRegistry schemaRegistry, Postgres postgres) {

  /**
   * A Kafka cluster.
   *
   * @param bootstrapServers {@code host:port}, comma-separated
   * @param properties further client settings, security among them
   * @param progressTopic the topic of progress records
   * @param transactionalIdPrefix put before the sink id; empty for none
   * @param allowUnsafeTransactions whether brokers below {@code transaction.version} 2 (KIP-890)
   *     are accepted
   */
  public record Kafka(
      String bootstrapServers,
      Map<String, String> properties,
      String progressTopic,
      String transactionalIdPrefix,
      boolean allowUnsafeTransactions) {
    public Kafka {
      properties = Map.copyOf(properties);
    }

    @Override
    public String toString() {
      return "Kafka[" + bootstrapServers + "]";
    }
  }

  /**
   * A Confluent-compatible schema registry.
   *
   * @param url its base URL
   * @param credentials for HTTP basic authentication
   */
  public record SchemaRegistry(String url, Optional<Credentials> credentials) {}

  /**
   * A PostgreSQL database.
   *
   * @param host name or address
   * @param port 1 to 65535
   * @param database its name
   * @param credentials a role with REPLICATION that may create publications for the tables read
   */
  public record Postgres(String host, int port, String database, Credentials credentials) {}

  /** A user and a password. */
  public record Credentials(String user, String password) {
    @Override
    public String toString() {
      return user + ":***";
    }
  }
}
