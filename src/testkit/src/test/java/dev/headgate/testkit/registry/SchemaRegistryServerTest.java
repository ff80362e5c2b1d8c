package dev.headgate.testkit.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.testkit.junit.SharedServers;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.Test;

@SharedServers
class SchemaRegistryServerTest {

  private static final String INT_FIELD = record("int");
  private static final String STRING_FIELD = record("string");

  private final HttpClient http = HttpClient.newHttpClient();

  @Test
  void anIncompatibleSchemaIsRefusedByDefault(SchemaRegistryServer registry) throws Exception {
    assertThat(register(registry, INT_FIELD).statusCode()).isEqualTo(200);

    assertThat(register(registry, STRING_FIELD).statusCode()).isEqualTo(409);
  }

  @Test
  void schemasAndTheCompatibilityLevelSurviveAStop() throws Exception {
    try (var own = SchemaRegistryServer.launch()) {
      String id = register(own, INT_FIELD).body();

      own.stop();
      assertThat(own.isRunning()).isFalse();
      own.start();

      assertThat(register(own, INT_FIELD).body()).isEqualTo(id);
      assertThat(register(own, STRING_FIELD).statusCode()).isEqualTo(409);
    }
  }

  private HttpResponse<String> register(SchemaRegistryServer registry, String schema)
      throws Exception {
    var request =
        HttpRequest.newBuilder(URI.create(registry.url() + "/subjects/orders-value/versions"))
            .header("Content-Type", "application/vnd.schemaregistry.v1+json")
            .POST(BodyPublishers.ofString("{\"schema\": \"" + schema + "\"}"))
            .build();
    return http.send(request, BodyHandlers.ofString());
  }

  private static String record(String fieldType) {
    return "{'type':'record','name':'R','fields':[{'name':'a','type':'%s'}]}"
        .formatted(fieldType)
        .replace("'", "\\\"");
  }
}
