package dev.headgate.testkit.helm;

import com.marcnuri.helm.Helm;
import dev.headgate.testkit.kubernetes.KubernetesBinaries;
import dev.headgate.testkit.kubernetes.KubernetesServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;

/**
 * A chart, and what a user does with it by Helm. Helm says what is wrong by an {@link
 * IllegalStateException} with its own words.
 *
 * <p>Values are YAML; an empty text leaves all as the chart has them.
 *
 * @param directory that holds its {@code Chart.yaml}
 * @param release what an installation of it is called
 * @param namespace that it is installed in
 */
public record Chart(Path directory, String release, String namespace) {

  /** What {@code helm lint --strict} objects to. */
  public List<String> lint() {
    var result = helm().lint().strict().quiet().call();
    return result.isFailed() ? result.getMessages() : List.of();
  }

  /** What {@code helm template} prints, for the Kubernetes of this testkit; no hooks. */
  public String render(String values) {
    return with(
        values,
        file ->
            helm()
                .template()
                .withName(release)
                .withNamespace(namespace)
                .withKubeVersion(KubernetesBinaries.VERSION)
                .withValuesFile(file)
                .call());
  }

  /**
   * {@code helm install}, by the cluster's admin; the namespace is made. Answers with the notes.
   */
  public String install(KubernetesServer cluster, String values) {
    return with(
        values,
        file ->
            helm()
                .install()
                .withName(release)
                .withNamespace(namespace)
                .createNamespace()
                .withValuesFile(file)
                .withKubeConfig(cluster.kubeconfig())
                .call()
                .getOutput());
  }

  /** {@code helm upgrade}, by the cluster's admin, with these values and no earlier ones. */
  public void upgrade(KubernetesServer cluster, String values) {
    with(
        values,
        file ->
            helm()
                .upgrade()
                .withName(release)
                .withNamespace(namespace)
                .resetValues()
                .withValuesFile(file)
                .withKubeConfig(cluster.kubeconfig())
                .call());
  }

  /** {@code helm test}: on return its hooks have succeeded. */
  public void test(KubernetesServer cluster, int timeoutSeconds) {
    Helm.test(release)
        .withNamespace(namespace)
        .withTimeout(timeoutSeconds)
        .withKubeConfig(cluster.kubeconfig())
        .call();
  }

  /** {@code helm uninstall}. Answers with what it says, what it has kept for example. */
  public String uninstall(KubernetesServer cluster) {
    return Helm.uninstall(release)
        .withNamespace(namespace)
        .withKubeConfig(cluster.kubeconfig())
        .call();
  }

  private Helm helm() {
    return new Helm(directory);
  }

  private static <T> T with(String values, Function<Path, T> command) {
    try {
      var file = Files.createTempFile("headgate-values-", ".yaml");
      try {
        Files.writeString(file, values);
        return command.apply(file);
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
