package dev.headgate.demo.cluster;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.headgate.demo.stage.Example;
import dev.headgate.demo.stage.Servers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * {@code demo.json}: what another program needs to join a demo that stays up. It is there exactly
 * while everything that it names can be used, unless this JVM is killed.
 */
final class JoinFile {

  private JoinFile() {}

  /** Takes away what an earlier demo that was killed may have left. */
  static void clear(Path directory) throws IOException {
    Files.deleteIfExists(file(directory));
  }

  /** Writes it at once, as others wait for it; the answer is where it is. */
  static Path write(Path directory, Path kubeconfig, Servers servers) throws IOException {
    var half = directory.resolve("demo.json.new");
    Files.write(
        half,
        new ObjectMapper()
            .writerWithDefaultPrettyPrinter()
            .writeValueAsBytes(contents(kubeconfig, servers)));
    var file = file(directory);
    file.toFile().deleteOnExit();
    return Files.move(half, file, StandardCopyOption.ATOMIC_MOVE);
  }

  private static Path file(Path directory) {
    return directory.resolve("demo.json");
  }

  private static Contents contents(Path kubeconfig, Servers servers) {
    var postgres = servers.postgres();
    return new Contents(
        kubeconfig.toString(),
        Example.NAMESPACE,
        servers.kafka().bootstrapServers(),
        servers.registry().url().toString(),
        new Postgres(
            postgres.host(),
            postgres.port(),
            servers.database().name(),
            postgres.superuser(),
            postgres.password()),
        new Connections("kafka", "csr", "shop"));
  }

  /** The file. */
  private record Contents(
      String kubeconfig,
      String namespace,
      String kafka,
      String schemaRegistry,
      Postgres postgres,
      Connections connections) {}

  /** The database, and a superuser. */
  private record Postgres(String host, int port, String database, String user, String password) {}

  /** Names of the Connection resources in the namespace. */
  private record Connections(String kafka, String schemaRegistry, String postgres) {}
}
