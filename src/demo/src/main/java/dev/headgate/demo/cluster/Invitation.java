package dev.headgate.demo.cluster;

import dev.headgate.demo.stage.Example;
import dev.headgate.demo.stage.Servers;
import dev.headgate.testkit.kubernetes.KubernetesServer;
import dev.headgate.testkit.process.JavaCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** The commands to play with, to be copied into another terminal. */
final class Invitation {

  private static final String CONSUME = "dev.headgate.demo.Consume";

  private Invitation() {}

  /**
   * The text.
   *
   * @param directory gets a file with the consumer's class path, which is too long to be shown
   * @param manifests what was applied
   */
  static String of(KubernetesServer kubernetes, Servers servers, Path directory, Path manifests)
      throws IOException {
    return Template.of("/invitation.txt")
        .filled(
            Map.ofEntries(
                Map.entry("KUBECONFIG", kubernetes.kubeconfig().toString()),
                Map.entry("KUBECTL", kubernetes.kubectlPath().toString()),
                Map.entry("NAMESPACE", Example.NAMESPACE),
                Map.entry("SINK", Example.SINK_NAME),
                Map.entry("TO_1", Kubectl.patch("matview-1")),
                Map.entry("TO_2", Kubectl.patch("matview-2")),
                Map.entry("MANIFESTS", manifests.toString()),
                Map.entry("POSTGRES_URL", url(servers)),
                Map.entry("JAVA", Path.of(System.getProperty("java.home"), "bin/java").toString()),
                Map.entry("CONSUME", arguments(directory).toString()),
                Map.entry("KAFKA", servers.kafka().bootstrapServers()),
                Map.entry("SCHEMA_REGISTRY", servers.registry().url().toString()),
                Map.entry("TOPIC", Example.TOPIC)));
  }

  private static String url(Servers servers) {
    var postgres = servers.postgres();
    return "postgresql://%s:%s@%s:%d/%s"
        .formatted(
            postgres.superuser(),
            postgres.password(),
            postgres.host(),
            postgres.port(),
            servers.database().name());
  }

  private static Path arguments(Path directory) throws IOException {
    return Files.writeString(
        directory.resolve("consume.args"),
        """
        --enable-native-access=ALL-UNNAMED
        -XX:TieredStopAtLevel=1
        -Dlogback.configurationFile=logback-demo.xml
        -cp "%s"
        %s
        """
            .formatted(JavaCommand.classPath(), CONSUME));
  }
}
