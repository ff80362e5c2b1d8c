package dev.headgate.operator.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.api.v1alpha1.Connection;
import dev.headgate.api.v1alpha1.ConnectionSpec;
import dev.headgate.api.v1alpha1.Credentials;
import dev.headgate.api.v1alpha1.LocalReference;
import dev.headgate.dataflow.sink.Connections;
import dev.headgate.operator.status.Resolved;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

@EnableKubernetesMockClient
class ConnectionReaderTest {

  KubernetesMockServer server;
  KubernetesClient client;

  @Test
  void whatIsLeftOutHasItsDefault() {
    given(
        new ConnectionSpec(
            new ConnectionSpec.Kafka(" k1:9092,k2:9092 ", null, null, null, null), null, null));

    assertThat(reader().kafka("shop", "it"))
        .isEqualTo(
            Resolved.found(
                new Connections.Kafka(
                    "k1:9092,k2:9092", Map.of(), "headgate-progress", "", false)));
  }

  @Test
  void settingsOfASecretGoBeforeOpenOnes() {
    given(
        new ConnectionSpec(
            new ConnectionSpec.Kafka(
                "k:9092",
                "progress",
                Map.of("linger.ms", "1", "client.rack", "a"),
                new ConnectionSpec.PropertiesFrom(new LocalReference("settings")),
                true),
            null,
            null));
    secret("settings", Map.of("linger.ms", "2", "sasl.jaas.config", "hidden"));

    assertThat(reader().kafka("shop", "it").toOptional().orElseThrow())
        .returns(
            Map.of("linger.ms", "2", "client.rack", "a", "sasl.jaas.config", "hidden"),
            Connections.Kafka::properties)
        .returns("progress", Connections.Kafka::progressTopic)
        .returns(true, Connections.Kafka::allowUnsafeTransactions);
  }

  @Test
  void aPasswordLosesTheEndOfItsLine() {
    given(postgres());
    secret("role", Map.of("username", "app", "password", "se cret\n"));

    assertThat(reader().postgres("shop", "it"))
        .isEqualTo(
            Resolved.found(
                new Connections.Postgres(
                    "db", 5432, "shop", new Connections.Credentials("app", "se cret"))));
  }

  @Test
  void aRegistryNeedsNoCredentials() {
    given(
        new ConnectionSpec(
            null, new ConnectionSpec.SchemaRegistry("http://registry:8081", null), null));

    assertThat(reader().schemaRegistry("shop", "it"))
        .isEqualTo(
            Resolved.found(
                new Connections.SchemaRegistry("http://registry:8081", Optional.empty())));
  }

  @Test
  void whatIsMissingIsNamed() {
    assertThat(reader().postgres("shop", "it"))
        .isEqualTo(
            Resolved.missing(
                "ConnectionNotFound",
                "Connection it does not exist in namespace shop: create it; it is taken up as soon"
                    + " as it appears"));

    given(postgres());
    assertThat(reader().postgres("shop", "it"))
        .isEqualTo(
            Resolved.missing(
                "SecretNotFound",
                "Secret role, which Connection it names, does not exist in namespace shop: create"
                    + " it"));

    secret("role", Map.of("username", "app"));
    assertThat(reader().postgres("shop", "it"))
        .isEqualTo(
            Resolved.missing(
                "SecretKeyMissing",
                "Secret role, which Connection it names, has no password: add that key"));
  }

  @Test
  void aConnectionToAnotherKindOfSystemIsRefused() {
    given(postgres());

    assertThat(reader().kafka("shop", "it"))
        .isEqualTo(
            Resolved.missing(
                "WrongKindOfConnection",
                "Connection it is postgres, but kafka is needed here: name a Connection of that"
                    + " kind"));
  }

  private ConnectionReader reader() {
    return ConnectionReader.live(client);
  }

  private static ConnectionSpec postgres() {
    return new ConnectionSpec(
        null,
        null,
        new ConnectionSpec.Postgres(
            "db", null, "shop", new Credentials(new LocalReference("role"))));
  }

  private void given(ConnectionSpec spec) {
    var connection = new Connection();
    connection.setMetadata(new ObjectMetaBuilder().withName("it").withNamespace("shop").build());
    connection.setSpec(spec);
    answer("/apis/headgate.dev/v1alpha1/namespaces/shop/connections/it", connection);
  }

  private void secret(String name, Map<String, String> values) {
    var data =
        values.entrySet().stream()
            .collect(
                Collectors.toMap(
                    Map.Entry::getKey,
                    e ->
                        Base64.getEncoder()
                            .encodeToString(e.getValue().getBytes(StandardCharsets.UTF_8))));
    answer(
        "/api/v1/namespaces/shop/secrets/" + name,
        new SecretBuilder()
            .withNewMetadata()
            .withName(name)
            .withNamespace("shop")
            .endMetadata()
            .withData(data)
            .build());
  }

  private void answer(String path, Object object) {
    server.expect().get().withPath(path).andReturn(200, object).always();
  }
}
