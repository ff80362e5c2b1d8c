package dev.headgate.testkit.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * What kube-apiserver writes about the requests of service accounts. Those of admins, by which most
 * tests work, are left out.
 *
 * @param directory holds the policy and the log
 */
record AuditLog(Path directory) {

  private static final String POLICY =
      """
      apiVersion: audit.k8s.io/v1
      kind: Policy
      omitStages: [RequestReceived]
      rules:
      - {level: Metadata, userGroups: ["system:serviceaccounts"]}
      - {level: None}
      """;

  /** Writes the policy; the answer is how the server is told of both. */
  List<String> flags() {
    try {
      Path policy = Files.writeString(directory.resolve("audit-policy.yaml"), POLICY);
      return List.of("--audit-policy-file=" + policy, "--audit-log-path=" + log());
    } catch (IOException e) {
      throw new UncheckedIOException("No audit policy could be written into " + directory, e);
    }
  }

  private Path log() {
    return directory.resolve("audit.log");
  }

  /** The requests of that user, the first one first. */
  List<AuditedRequest> of(String user) {
    try (Stream<String> lines = Files.lines(log())) {
      ObjectMapper mapper = new ObjectMapper();
      return lines
          .map(line -> read(mapper, line))
          .filter(event -> event.path("user").path("username").asText().equals(user))
          .filter(event -> event.has("objectRef"))
          .map(AuditLog::request)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static JsonNode read(ObjectMapper mapper, String line) {
    try {
      return mapper.readTree(line);
    } catch (IOException e) {
      throw new UncheckedIOException("not an audit event: " + line, e);
    }
  }

  private static AuditedRequest request(JsonNode event) {
    JsonNode object = event.path("objectRef");
    String subresource = object.path("subresource").asText();
    return new AuditedRequest(
        event.path("verb").asText(),
        object.path("resource").asText() + (subresource.isEmpty() ? "" : "/" + subresource),
        object.path("namespace").asText(),
        event.path("responseStatus").path("code").asInt());
  }
}
