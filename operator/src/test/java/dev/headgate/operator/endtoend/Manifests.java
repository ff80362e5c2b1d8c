package dev.headgate.operator.endtoend;

import dev.headgate.testkit.load.TestDatabase;
import java.net.URI;

/** The manifests that a user applies. */
final class Manifests {

  private Manifests() {}

  /** All that a Sink needs beside its Relation. */
  static String connections(
      TestDatabase database, String kafka, URI registry, String progressTopic) {
    var server = database.server();
    return String.join(
        "---\n",
        secret(server.superuser(), server.password()),
        postgres(server.host(), server.port(), database.name()),
        kafka(kafka, progressTopic),
        registry(registry.toString()));
  }

  static String secret(String user, String password) {
    return """
    apiVersion: v1
    kind: Secret
    metadata: {name: shop}
    type: kubernetes.io/basic-auth
    stringData: {username: "%s", password: "%s"}
    """
        .formatted(user, password);
  }

  static String postgres(String host, int port, String database) {
    return """
    apiVersion: headgate.dev/v1alpha1
    kind: Connection
    metadata: {name: shop}
    spec:
      postgres: {host: "%s", port: %d, database: "%s", credentials: {secret: {name: shop}}}
    """
        .formatted(host, port, database);
  }

  static String kafka(String bootstrapServers, String progressTopic) {
    return """
    apiVersion: headgate.dev/v1alpha1
    kind: Connection
    metadata: {name: kafka}
    spec:
      kafka:
        bootstrapServers: "%s"
        progressTopic: "%s"
        properties:
          default.api.timeout.ms: "10000"
          request.timeout.ms: "2000"
          delivery.timeout.ms: "8000"
          max.block.ms: "10000"
          transaction.timeout.ms: "20000"
    """
        .formatted(bootstrapServers, progressTopic);
  }

  static String registry(String url) {
    return """
    apiVersion: headgate.dev/v1alpha1
    kind: Connection
    metadata: {name: csr}
    spec:
      schemaRegistry: {url: "%s"}
    """
        .formatted(url);
  }

  static String relation(String name, String table) {
    return """
    apiVersion: headgate.dev/v1alpha1
    kind: Relation
    metadata: {name: "%s"}
    spec:
      postgres:
        connection: {name: shop}
        table: "%s"
    """
        .formatted(name, table);
  }

  static String sink(String name, String from, String topic) {
    return """
    apiVersion: headgate.dev/v1alpha1
    kind: Sink
    metadata: {name: "%s"}
    spec:
      from: {name: "%s"}
      into:
        kafka:
          connection: {name: kafka}
          topic: "%s"
          partitions: 3
          replicationFactor: 1
      key: {columns: [key_col]}
      format: {avro: {registry: {name: csr}}}
      envelope: Upsert
    """
        .formatted(name, from, topic);
  }
}
