package dev.headgate.operator.connection;

import dev.headgate.api.v1alpha1.Connection;
import dev.headgate.api.v1alpha1.ConnectionSpec;
import dev.headgate.api.v1alpha1.Credentials;
import dev.headgate.dataflow.sink.Connections;
import dev.headgate.operator.lookup.Lookup;
import dev.headgate.operator.status.Resolved;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Reads Connections together with their Secrets. Those cannot be watched: that would need the right
 * to read all of them.
 *
 * <p>Thread-safe.
 */
public final class ConnectionReader {

  /** Reason: the Connection does not exist. */
  public static final String CONNECTION_NOT_FOUND = "ConnectionNotFound";

  /** Reason: a Secret that the Connection names does not exist. */
  public static final String SECRET_NOT_FOUND = Secrets.SECRET_NOT_FOUND;

  /** Reason: the Connection is one to another kind of system. */
  public static final String WRONG_KIND = "WrongKindOfConnection";

  private static final String PROGRESS_TOPIC = "headgate-progress";
  private static final int POSTGRES_PORT = 5432;

  private final Lookup<Connection> connections;
  private final Secrets secrets;

  public ConnectionReader(Lookup<Connection> connections, Lookup<Secret> secrets) {
    this.connections = connections;
    this.secrets = new Secrets(secrets);
  }

  /** One that asks the API server for both, each time. */
  public static ConnectionReader live(KubernetesClient client) {
    return new ConnectionReader(
        Lookup.live(client, Connection.class), Lookup.live(client, Secret.class));
  }

  public Resolved<Connections.Kafka> kafka(String namespace, String name) {
    return spec(namespace, name, "kafka", ConnectionSpec::kafka)
        .then(kafka -> kafka(namespace, name, kafka));
  }

  public Resolved<Connections.SchemaRegistry> schemaRegistry(String namespace, String name) {
    return spec(namespace, name, "schemaRegistry", ConnectionSpec::schemaRegistry)
        .then(registry -> registry(namespace, name, registry));
  }

  public Resolved<Connections.Postgres> postgres(String namespace, String name) {
    return spec(namespace, name, "postgres", ConnectionSpec::postgres)
        .then(postgres -> postgres(namespace, name, postgres));
  }

  /** Whatever system it is to; tells what it lacks. */
  Resolved<?> any(Connection connection) {
    var namespace = connection.getMetadata().getNamespace();
    var name = connection.getMetadata().getName();
    var spec = connection.getSpec();
    if (spec.kafka() != null) {
      return kafka(namespace, name, spec.kafka());
    }
    return spec.postgres() != null
        ? postgres(namespace, name, spec.postgres())
        : registry(namespace, name, spec.schemaRegistry());
  }

  private <T> Resolved<T> spec(
      String namespace, String name, String kind, Function<ConnectionSpec, T> member) {
    var connection = connections.find(namespace, name);
    if (connection.isEmpty()) {
      return Resolved.missing(
          CONNECTION_NOT_FOUND,
          "Connection %s does not exist in namespace %s: create it; it is taken up as soon as it appears"
              .formatted(name, namespace));
    }
    var found = member.apply(connection.get().getSpec());
    return found != null
        ? Resolved.found(found)
        : Resolved.missing(
            WRONG_KIND,
            "Connection %s is %s, but %s is needed here: name a Connection of that kind"
                .formatted(name, kindOf(connection.get().getSpec()), kind));
  }

  private static String kindOf(ConnectionSpec spec) {
    if (spec.kafka() != null) {
      return "kafka";
    }
    return spec.postgres() != null ? "postgres" : "schemaRegistry";
  }

  private Resolved<Connections.Kafka> kafka(
      String namespace, String name, ConnectionSpec.Kafka kafka) {
    return properties(namespace, name, kafka)
        .map(
            properties ->
                new Connections.Kafka(
                    kafka.bootstrapServers().strip(),
                    properties,
                    kafka.progressTopic() == null ? PROGRESS_TOPIC : kafka.progressTopic(),
                    "",
                    Boolean.TRUE.equals(kafka.allowUnsafeTransactions())));
  }

  private Resolved<Map<String, String>> properties(
      String namespace, String name, ConnectionSpec.Kafka kafka) {
    Map<String, String> open = kafka.properties() == null ? Map.of() : kafka.properties();
    if (kafka.propertiesFrom() == null) {
      return Resolved.found(open);
    }
    return secrets
        .read(namespace, kafka.propertiesFrom().secret().name(), name)
        .map(
            secret -> {
              var all = new HashMap<>(open);
              all.putAll(secret);
              return Map.copyOf(all);
            });
  }

  private Resolved<Connections.SchemaRegistry> registry(
      String namespace, String name, ConnectionSpec.SchemaRegistry registry) {
    return registry.credentials() == null
        ? Resolved.found(new Connections.SchemaRegistry(registry.url(), Optional.empty()))
        : credentials(namespace, name, registry.credentials())
            .map(c -> new Connections.SchemaRegistry(registry.url(), Optional.of(c)));
  }

  private Resolved<Connections.Postgres> postgres(
      String namespace, String name, ConnectionSpec.Postgres postgres) {
    return credentials(namespace, name, postgres.credentials())
        .map(
            credentials ->
                new Connections.Postgres(
                    postgres.host(),
                    postgres.port() == null ? POSTGRES_PORT : postgres.port(),
                    postgres.database(),
                    credentials));
  }

  private Resolved<Connections.Credentials> credentials(
      String namespace, String connection, Credentials credentials) {
    var secret = credentials.secret().name();
    return secrets
        .read(namespace, secret, connection)
        .then(
            values ->
                secrets
                    .value(values, Credentials.USERNAME, secret, connection)
                    .then(
                        user ->
                            secrets
                                .value(values, Credentials.PASSWORD, secret, connection)
                                .map(password -> new Connections.Credentials(user, password))));
  }
}
