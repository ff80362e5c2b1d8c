package dev.headgate.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.Map;

/**
 * One system, and how it is reached. Exactly one member is set.
 *
 * @param kafka a Kafka cluster
 * @param schemaRegistry a schema registry with Confluent's API
 * @param postgres a PostgreSQL database
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value =
        "(has(self.kafka) ? 1 : 0) + (has(self.schemaRegistry) ? 1 : 0)"
            + " + (has(self.postgres) ? 1 : 0) == 1",
    message = "a Connection is exactly one of kafka, schemaRegistry and postgres: set that one")
@ValidationRule(
    value =
        "has(self.kafka) == has(oldSelf.kafka)"
            + " && has(self.schemaRegistry) == has(oldSelf.schemaRegistry)"
            + " && has(self.postgres) == has(oldSelf.postgres)",
    message = "a Connection cannot become one to another kind of system: create another Connection")
public record ConnectionSpec(
    @JsonPropertyDescription("A Kafka cluster") Kafka kafka,
    @JsonPropertyDescription("A schema registry with Confluent's API")
        SchemaRegistry schemaRegistry,
    @JsonPropertyDescription("A PostgreSQL database") Postgres postgres) {

  /**
   * A Kafka cluster.
   *
   * @param bootstrapServers {@code host:port}, comma-separated
   * @param progressTopic where the sinks of this connection keep their progress records
   * @param properties further settings of Kafka's clients
   * @param propertiesFrom such settings that are not for everyone to see
   * @param allowUnsafeTransactions whether brokers below transaction.version 2 are accepted
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Kafka(
      @Required
          @Size(min = 1, max = 4096)
          @JsonPropertyDescription("host:port of some brokers, comma-separated")
          String bootstrapServers,
      @Default("headgate-progress")
          @Size(min = 1, max = 249)
          @JsonPropertyDescription(
              "Topic of the progress records, from which sinks resume. Made with 50 partitions,"
                  + " compacted, if it does not exist. Sinks that move to another one start anew")
          @ValidationRule(
              value = "self.matches('^[a-zA-Z0-9._-]+$')",
              message = "the name of a topic has only letters of ASCII, digits, '.', '_' and '-'")
          @ValidationRule(
              value = "self == oldSelf",
              message =
                  "progressTopic cannot be changed: the sinks' progress is in the old one;"
                      + " create another Connection")
          String progressTopic,
      @JsonPropertyDescription("Further settings of Kafka's clients, as Kafka names them")
          Map<String, String> properties,
      @JsonPropertyDescription("Settings of Kafka's clients that are kept in a Secret")
          PropertiesFrom propertiesFrom,
      @Default("false")
          @JsonPropertyDescription(
              "Accept brokers below transaction.version 2 (KIP-890), where a late message of a"
                  + " dead writer may be committed with a later transaction")
          Boolean allowUnsafeTransactions) {}

  /**
   * Settings of Kafka's clients that are kept in a Secret.
   *
   * @param secret each of its keys is the name of a setting
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record PropertiesFrom(
      @Required
          @JsonPropertyDescription(
              "Secret whose keys are names of settings, for example sasl.jaas.config")
          LocalReference secret) {}

  /**
   * A schema registry.
   *
   * @param url its base URL
   * @param credentials for HTTP basic authentication
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record SchemaRegistry(
      @Required
          @Size(min = 1, max = 2048)
          @ValidationRule(
              value = "self.matches('^https?://.+')",
              message = "write http(s)://host:port/path")
          @JsonPropertyDescription("Base URL, for example http://registry:8081")
          String url,
      @JsonPropertyDescription("For HTTP basic authentication; none: no authentication")
          Credentials credentials) {}

  /**
   * A PostgreSQL database.
   *
   * @param host name or address
   * @param port its port
   * @param database its name
   * @param credentials a role with REPLICATION that owns the tables read
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Postgres(
      @Required
          @Size(min = 1, max = 253)
          @JsonPropertyDescription("Host name or address of the server")
          String host,
      @Default("5432") @Min(1) @Max(65535) @JsonPropertyDescription("Port of the server")
          Integer port,
      @Required @Size(min = 1, max = 63) @JsonPropertyDescription("Name of the database")
          String database,
      @Required
          @JsonPropertyDescription(
              "A role with REPLICATION, CREATE on the database, and ownership of the tables read")
          Credentials credentials) {}
}
