package dev.headgate.chart;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.testkit.junit.RequiresKubernetes;
import dev.headgate.testkit.kubernetes.KubernetesServer;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is rendered, before the real API server, which stores nothing of it. */
@RequiresKubernetes
class AcceptedTest {

  /** Its definitions are the Prometheus Operator's. */
  private static final String MONITORING = "monitoring.coreos.com/v1";

  private final KubernetesServer kubernetes;

  AcceptedTest(KubernetesServer kubernetes) {
    this.kubernetes = kubernetes;
  }

  @BeforeAll
  static void makeNamespaces(KubernetesServer kubernetes) {
    for (var name : List.of("headgate-system", "shop", "billing")) {
      kubernetes
          .client()
          .resource(
              new NamespaceBuilder()
                  .withNewMetadata()
                  .withName(name)
                  .withLabels(Map.of("pod-security.kubernetes.io/enforce", "restricted"))
                  .endMetadata()
                  .build())
          .serverSideApply();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "watchNamespaces: [shop]",
        "replicas: 1",
        "privileges: {validationActions: [Warn, Audit]}",
        Rendered.ALL
      })
  void everyObjectIsAccepted(String values, @TempDir Path directory) throws IOException {
    var objects =
        Rendered.with(values).objects().stream()
            .filter(object -> !object.getApiVersion().equals(MONITORING))
            .toList();
    var serialization = new KubernetesSerialization();
    var file = directory.resolve("chart.yaml");
    Files.writeString(
        file, String.join("---\n", objects.stream().map(serialization::asYaml).toList()));

    var accepted =
        kubernetes.kubectl(
            "apply",
            "--server-side",
            "--dry-run=server",
            "--validate=strict",
            "-o",
            "name",
            "-f",
            file.toString());

    assertThat(accepted.lines()).hasSameSizeAs(objects);
  }

  @Test
  void podsAreRestrictedOnes() {
    var rendered = Rendered.byDefault();
    kubernetes.client().resource(rendered.only(ServiceAccount.class)).serverSideApply();
    var template = rendered.only(Deployment.class).getSpec().getTemplate();
    HasMetadata pod =
        new PodBuilder()
            .withNewMetadata()
            .withName("operator")
            .withNamespace("headgate-system")
            .endMetadata()
            .withSpec(template.getSpec())
            .build();

    assertThat(kubernetes.client().resource(pod).dryRun(true).create()).isInstanceOf(Pod.class);
  }
}
