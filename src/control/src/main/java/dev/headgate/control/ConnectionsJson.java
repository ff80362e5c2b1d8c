package dev.headgate.control;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.headgate.dataflow.sink.Connections;
import dev.headgate.dataflow.sink.Connections.Credentials;
import dev.headgate.dataflow.sink.Connections.Kafka;
import dev.headgate.dataflow.sink.Connections.Postgres;
import dev.headgate.dataflow.sink.Connections.SchemaRegistry;
import java.io.IOException;
import java.util.Set;

/** The JSON of how a sink's systems are reached, credentials in clear. */
final class ConnectionsJson {

  private static final Set<String> MEMBERS = Set.of("kafka", "schemaRegistry", "postgres");
  private static final Set<String> KAFKA_MEMBERS =
      Set.of(
          "bootstrapServers",
          "properties",
          "progressTopic",
          "transactionalIdPrefix",
          "allowUnsafeTransactions");
  private static final Set<String> REGISTRY_MEMBERS = Set.of("url", "credentials");
  private static final Set<String> POSTGRES_MEMBERS =
      Set.of("host", "port", "database", "credentials");
  private static final Set<String> CREDENTIALS_MEMBERS = Set.of("user", "password");

  private ConnectionsJson() {}

  static void write(Connections connections, JsonGenerator out) throws IOException {
    out.writeStartObject();
    write(connections.kafka(), out);
    write(connections.schemaRegistry(), out);
    write(connections.postgres(), out);
    out.writeEndObject();
  }

  private static void write(Kafka kafka, JsonGenerator out) throws IOException {
    out.writeObjectFieldStart("kafka");
    out.writeStringField("bootstrapServers", kafka.bootstrapServers());
    TextsJson.write("properties", kafka.properties(), out);
    out.writeStringField("progressTopic", kafka.progressTopic());
    out.writeStringField("transactionalIdPrefix", kafka.transactionalIdPrefix());
    out.writeBooleanField("allowUnsafeTransactions", kafka.allowUnsafeTransactions());
    out.writeEndObject();
  }

  private static void write(SchemaRegistry registry, JsonGenerator out) throws IOException {
    out.writeObjectFieldStart("schemaRegistry");
    out.writeStringField("url", registry.url());
    if (registry.credentials().isPresent()) {
      write(registry.credentials().get(), out);
    }
    out.writeEndObject();
  }

  private static void write(Postgres postgres, JsonGenerator out) throws IOException {
    out.writeObjectFieldStart("postgres");
    out.writeStringField("host", postgres.host());
    out.writeNumberField("port", postgres.port());
    out.writeStringField("database", postgres.database());
    write(postgres.credentials(), out);
    out.writeEndObject();
  }

  private static void write(Credentials credentials, JsonGenerator out) throws IOException {
    out.writeObjectFieldStart("credentials");
    out.writeStringField("user", credentials.user());
    out.writeStringField("password", credentials.password());
    out.writeEndObject();
  }

  static Connections read(Member json) {
    json.refuseOthersThan(MEMBERS);
    return new Connections(
        kafka(json.get("kafka")),
        registry(json.get("schemaRegistry")),
        postgres(json.get("postgres")));
  }

  private static Kafka kafka(Member json) {
    json.refuseOthersThan(KAFKA_MEMBERS);
    return new Kafka(
        json.get("bootstrapServers").text(),
        json.get("properties").textsByName(),
        json.get("progressTopic").text(),
        json.get("transactionalIdPrefix").text(),
        json.get("allowUnsafeTransactions").bool());
  }

  private static SchemaRegistry registry(Member json) {
    json.refuseOthersThan(REGISTRY_MEMBERS);
    return new SchemaRegistry(
        json.get("url").text(), json.find("credentials").map(ConnectionsJson::credentials));
  }

  private static Postgres postgres(Member json) {
    json.refuseOthersThan(POSTGRES_MEMBERS);
    return new Postgres(
        json.get("host").text(),
        (int) json.get("port").integer(1, 65_535),
        json.get("database").text(),
        credentials(json.get("credentials")));
  }

  private static Credentials credentials(Member json) {
    json.refuseOthersThan(CREDENTIALS_MEMBERS);
    return new Credentials(json.get("user").text(), json.get("password").secret());
  }
}
