package dev.headgate.demo.cluster;

import dev.headgate.demo.stage.Servers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The example's manifests, with the addresses of the servers that run now. */
final class Manifests {

  private static final List<String> FILES =
      List.of("connections.yaml", "relations.yaml", "sink.yaml");

  private Manifests() {}

  /** Writes them, to be applied by {@code kubectl apply -f}; the answer is where they are. */
  static Path write(Path directory, Servers servers) throws IOException {
    var manifests = Files.createDirectories(directory.resolve("manifests"));
    for (String file : FILES) {
      Files.writeString(
          manifests.resolve(file), Template.of("/manifests/" + file).filled(addresses(servers)));
    }
    return manifests;
  }

  private static Map<String, String> addresses(Servers servers) {
    var postgres = servers.postgres();
    return Map.of(
        "POSTGRES_HOST", postgres.host(),
        "POSTGRES_PORT", Integer.toString(postgres.port()),
        "POSTGRES_DATABASE", servers.database().name(),
        "POSTGRES_USER", postgres.superuser(),
        "POSTGRES_PASSWORD", postgres.password(),
        "KAFKA", servers.kafka().bootstrapServers(),
        "SCHEMA_REGISTRY", servers.registry().url().toString());
  }
}
