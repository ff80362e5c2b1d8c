package dev.headgate.chart;

/** What a user applies. */
final class Manifests {

  private Manifests() {}

  static String postgres(String host) {
    return """
    apiVersion: headgate.dev/v1alpha1
    kind: Connection
    metadata: {name: shop}
    spec:
      postgres: {host: %s, database: shop, credentials: {secret: {name: shop-login}}}
    """
        .formatted(host);
  }

  static String kafka() {
    return """
    apiVersion: headgate.dev/v1alpha1
    kind: Connection
    metadata: {name: kafka}
    spec:
      kafka: {bootstrapServers: "kafka:9092", propertiesFrom: {secret: {name: kafka-client}}}
    """;
  }

  static String registry() {
    return """
    apiVersion: headgate.dev/v1alpha1
    kind: Connection
    metadata: {name: csr}
    spec:
      schemaRegistry: {url: "http://registry:8081", credentials: {secret: {name: csr-login}}}
    """;
  }

  static String relation(String name) {
    return """
    apiVersion: headgate.dev/v1alpha1
    kind: Relation
    metadata: {name: %s}
    spec:
      postgres: {connection: {name: shop}, table: public.%s}
    """
        .formatted(name, name.replace('-', '_'));
  }

  /** Of {@code matview-1}, promoted by hand. */
  static String sink() {
    return sink("matview-1", "promotion: Manual");
  }

  static String sink(String from, String cutover) {
    return """
    apiVersion: headgate.dev/v1alpha1
    kind: Sink
    metadata: {name: avro-sink}
    spec:
      from: {name: %s}
      into: {kafka: {connection: {name: kafka}, topic: orders}}
      key: {columns: [key_col]}
      format: {avro: {registry: {name: csr}}}
      envelope: Upsert
      cutover: {%s}
    """
        .formatted(from, cutover);
  }
}
