package dev.headgate.chart;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.testkit.helm.Chart;
import dev.headgate.testkit.junit.RequiresKubernetes;
import dev.headgate.testkit.kubernetes.KubernetesServer;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Helm itself does with the chart on a cluster of its own. */
@RequiresKubernetes
class InstallTest {

  private static final String SINKS = "sinks.headgate.dev";
  private static final String FIELD = "maxOrphanKeys";

  private KubernetesServer kubernetes;

  @BeforeEach
  void launch() {
    kubernetes = KubernetesServer.launch();
  }

  @AfterEach
  void close() {
    kubernetes.close();
  }

  @Test
  void anUpgradeOfTheReleaseUpgradesTheDefinitionsAndKeepsWhatIsStored(@TempDir Path directory)
      throws IOException {
    older(directory).install(kubernetes, "");
    assertThat(hasField()).as("before the upgrade").isFalse();
    apply(Manifests.sink());

    Rendered.CHART.upgrade(kubernetes, "replicas: 3");

    assertThat(hasField()).as("after the upgrade").isTrue();
    apply(Manifests.sink("matview-1", "promotion: Manual, " + FIELD + ": 7"));
    assertThat(kubectl("get sink avro-sink -o jsonpath={.spec.cutover.maxOrphanKeys}"))
        .isEqualTo("7");
    assertThat(kubectl("-n headgate-system get deployment headgate -o jsonpath={.spec.replicas}"))
        .isEqualTo("3");
  }

  @Test
  void whatIsUninstalledLeavesDefinitionsAndResourcesAndCanBeInstalledAgain() {
    var notes = Rendered.CHART.install(kubernetes, "watchNamespaces: [default]");
    assertThat(notes).contains("looks after the namespaces default.");
    apply(Manifests.sink());

    var said = Rendered.CHART.uninstall(kubernetes);

    assertThat(said).contains("[CustomResourceDefinition] " + SINKS);
    assertThat(kubectl("get sink avro-sink -o name")).isEqualTo("sink.headgate.dev/avro-sink");
    assertThat(left()).isEmpty();

    Rendered.CHART.install(kubernetes, "");
    assertThat(left()).isNotEmpty();
  }

  /** The chart as it was before a field came. */
  private static Chart older(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(Rendered.CHART.directory())) {
      for (Path file : files.toList()) {
        var copy = directory.resolve(Rendered.CHART.directory().relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(copy);
        } else {
          Files.writeString(copy, Files.readString(file).replace(FIELD + ":", "notYet:"));
        }
      }
    }
    return new Chart(directory, Rendered.CHART.release(), Rendered.CHART.namespace());
  }

  private boolean hasField() {
    return kubernetes
        .client()
        .resources(CustomResourceDefinition.class)
        .withName(SINKS)
        .get()
        .getSpec()
        .getVersions()
        .getFirst()
        .getSchema()
        .getOpenAPIV3Schema()
        .getProperties()
        .get("spec")
        .getProperties()
        .get("cutover")
        .getProperties()
        .containsKey(FIELD);
  }

  private void apply(String manifest) {
    new Person("user", "default", kubernetes.client()).apply(manifest);
  }

  private String kubectl(String command) {
    return kubernetes.kubectl(command.split(" ")).strip();
  }

  /** Of the release, everywhere but the definitions. */
  private List<String> left() {
    return kubectl(
            "get deployments,serviceaccounts,roles,rolebindings,clusterroles,clusterrolebindings,"
                + "poddisruptionbudgets,validatingadmissionpolicies,validatingadmissionpolicybindings"
                + " -A -l app.kubernetes.io/instance=headgate -o name")
        .lines()
        .toList();
  }
}
