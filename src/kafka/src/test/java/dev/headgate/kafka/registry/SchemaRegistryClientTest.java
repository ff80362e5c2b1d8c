package dev.headgate.kafka.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headgate.dataflow.sink.Connections;
import dev.headgate.dataflow.sink.Connections.Credentials;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SchemaRegistryClientTest {

  private final FakeRegistry registry;
  private final SchemaRegistryClient client;

  SchemaRegistryClientTest() throws IOException {
    registry = new FakeRegistry();
    client = client(registry.url());
  }

  @AfterEach
  void stop() {
    registry.close();
  }

  @Test
  void theSameSchemaHasTheSameIdHoweverOftenItIsRegistered() {
    int first = client.register("orders-value", "a1");
    int second = client.register("orders-value", "a2");

    assertThat(second).isNotEqualTo(first);
    assertThat(client.register("orders-value", "a1")).isEqualTo(first);
    assertThat(client.lookup("orders-value", "a2")).isEqualTo(OptionalInt.of(second));
  }

  @Test
  void aSchemaThatIsNotRegisteredHasNoId() {
    assertThat(client.lookup("orders-value", "a1")).isEmpty();
  }

  @Test
  void aSubjectMayHaveAnyName() {
    client.register("team/orders 1+2-value", "a1");

    assertThat(registry.requests)
        .containsExactly("POST /subjects/team%2Forders%201%2B2-value/versions");
    assertThat(client.lookup("team/orders 1+2-value", "a1")).isPresent();
  }

  @Test
  void whatTheLevelRefusesIsIncompatibleInTheRegistrysWords() {
    registry.levels.put("orders-value", "BACKWARD");
    client.register("orders-value", "a1");

    assertThatThrownBy(() -> client.register("orders-value", "b1"))
        .isInstanceOf(RegistryException.Incompatible.class)
        .hasMessageContaining("orders-value")
        .hasMessageContaining("other letter")
        .hasMessageContaining(registry.url());
  }

  @Test
  void whatIsNoSchemaIsInvalid() {
    assertThatThrownBy(() -> client.register("orders-value", ""))
        .isInstanceOf(RegistryException.Invalid.class)
        .hasMessageContaining("Invalid schema");
  }

  @Test
  void anUnknownSubjectAcceptsEverySchema() {
    registry.levels.put("", "FULL_TRANSITIVE");

    assertThat(client.check("orders-value", "a1")).isEqualTo(Compatibility.YES);

    registry.levels.put("", "FULL");
    assertThat(client.check("orders-value", "a1")).isEqualTo(Compatibility.YES);
  }

  @Test
  void aLevelOfNoneAcceptsWhateverTheComparisonSays() {
    client.register("orders-value", "a1");

    assertThat(client.check("orders-value", "b1")).isEqualTo(Compatibility.YES);

    registry.levels.put("", "BACKWARD");
    registry.levels.put("orders-value", "NONE");
    assertThat(client.check("orders-value", "b1")).isEqualTo(Compatibility.YES);
  }

  @ParameterizedTest
  @ValueSource(strings = {"BACKWARD", "FORWARD", "FULL"})
  void aLevelThatIsNotTransitiveComparesWithTheLatest(String level) {
    client.register("orders-value", "a1");
    client.register("orders-value", "b1");
    registry.levels.put("", level);

    assertThat(client.check("orders-value", "b2")).isEqualTo(Compatibility.YES);
    assertThat(client.check("orders-value", "a2"))
        .isEqualTo(new Compatibility(false, List.of("differs from b1")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"BACKWARD_TRANSITIVE", "FORWARD_TRANSITIVE", "FULL_TRANSITIVE"})
  void aTransitiveLevelComparesWithAll(String level) {
    client.register("orders-value", "a1");
    client.register("orders-value", "a2");
    client.register("orders-value", "b1");
    registry.levels.put("orders-value", level);

    assertThat(client.check("orders-value", "b2"))
        .isEqualTo(new Compatibility(false, List.of("differs from a1", "differs from a2")));
  }

  @Test
  void aCheckRegistersNothing() {
    registry.levels.put("", "FULL");
    client.register("orders-value", "a1");

    client.check("orders-value", "a2");

    assertThat(client.lookup("orders-value", "a2")).isEmpty();
  }

  @Test
  void aLevelIsSetOnlyWhereThereIsNone() {
    registry.levels.put("", "FULL");

    client.setLevelIfUnset("orders-value", CompatibilityLevel.FORWARD);
    client.setLevelIfUnset("orders-value", CompatibilityLevel.NONE);

    assertThat(client.level("orders-value")).isEqualTo(CompatibilityLevel.FORWARD);
    assertThat(client.level("others-value")).isEqualTo(CompatibilityLevel.FULL);
  }

  @Test
  void credentialsGoWithEveryRequestAndIntoNoMessage() {
    registry.always = new FakeRegistry.Answer(401, "{\"message\":\"who?\"}");
    var known = client(registry.url(), Optional.of(new Credentials("user", "päss:word")));

    assertThatThrownBy(() -> known.register("orders-value", "a1"))
        .isInstanceOf(RegistryException.Unauthorized.class)
        .hasMessageContaining("who?")
        .message()
        .doesNotContain("päss");
    assertThat(registry.authorizations).containsExactly("Basic dXNlcjpww6Rzczp3b3Jk");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "500 | {\"message\":\"no leader\"} | Unreachable  | no leader",
        "503 | <html/>                     | Unreachable  | HTTP 503",
        "403 | ''                          | Unauthorized | HTTP 403",
        "404 | <html/>                     | Unexpected   | HTTP 404 without a reason",
        "404 | {}                          | Unexpected   | HTTP 404 without a reason",
        "200 | <html/>                     | Unexpected   | no JSON",
        "200 | {}                          | Unexpected   | without an id",
        "302 | ''                          | Unexpected   | HTTP 302",
      })
  void everyOtherAnswerIsAnErrorOfAKind(int status, String body, String kind, String text) {
    registry.always = new FakeRegistry.Answer(status, body);

    assertThatThrownBy(() -> client.register("orders-value", "a1"))
        .isInstanceOf(RegistryException.class)
        .hasMessageContaining(text)
        .extracting(e -> e.getClass().getSimpleName())
        .isEqualTo(kind);
  }

  @Test
  void anotherServersNotFoundIsNotTakenForAnUnknownSubject() {
    registry.always = new FakeRegistry.Answer(404, "Not Found");

    assertThatThrownBy(() -> client.check("orders-value", "a1"))
        .isInstanceOf(RegistryException.Unexpected.class);
  }

  @Test
  void aRegistryThatIsNotThereIsUnreachable() {
    registry.close();

    assertThatThrownBy(() -> client.level("orders-value"))
        .isInstanceOf(RegistryException.Unreachable.class)
        .hasMessage(
            "Schema registry %s did not answer while asking for the compatibility level of subject orders-value: connection refused. Check the address, the network between and the registry."
                .formatted(registry.url()));
  }

  @Test
  void aRegistryWhoseHostNobodyKnowsIsUnreachable() {
    assertThatThrownBy(() -> client("http://registry.invalid:8081").level("orders-value"))
        .isInstanceOf(RegistryException.Unreachable.class)
        .hasMessageContaining("unknown host");
  }

  @Test
  void aRegistryThatNeverAnswersIsUnreachable() throws IOException {
    try (var silent = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      var waiting = client("http://127.0.0.1:" + silent.getLocalPort());

      assertThatThrownBy(() -> waiting.level("orders-value"))
          .isInstanceOf(RegistryException.Unreachable.class)
          .hasMessageContaining("timed out");
    }
  }

  @Test
  void aUrlWithCredentialsIsRefusedWithoutShowingThem() {
    assertThatThrownBy(() -> client("http://user:secret@host/"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("must not carry credentials")
        .message()
        .doesNotContain("secret");
    assertThatThrownBy(() -> client("http://user:sec ret@host/"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at character 15")
        .hasNoCause()
        .message()
        .doesNotContain("sec ret");
  }

  @ParameterizedTest
  @ValueSource(strings = {"host:8081", "ftp://host", "http:///path", ""})
  void whatIsNoUrlIsRefused(String url) {
    assertThatThrownBy(() -> client(url)).isInstanceOf(IllegalArgumentException.class);
  }

  private static SchemaRegistryClient client(String url) {
    return client(url, Optional.empty());
  }

  private static SchemaRegistryClient client(String url, Optional<Credentials> credentials) {
    return new SchemaRegistryClient(
        new Connections.SchemaRegistry(url, credentials),
        HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build(),
        Duration.ofSeconds(2));
  }
}
