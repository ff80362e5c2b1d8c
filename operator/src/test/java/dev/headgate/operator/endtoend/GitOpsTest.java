package dev.headgate.operator.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.headgate.api.v1alpha1.Sink;
import dev.headgate.testkit.junit.RequiresKubernetes;
import dev.headgate.testkit.junit.SharedServers;
import dev.headgate.testkit.kafka.KafkaServer;
import dev.headgate.testkit.kubernetes.KubernetesServer;
import dev.headgate.testkit.load.TestDatabase;
import dev.headgate.testkit.postgres.PostgresServer;
import dev.headgate.testkit.registry.SchemaRegistryServer;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The projects of {@code helm/examples}, by what each tool sends to the API server. */
@SharedServers
@RequiresKubernetes
class GitOpsTest {

  private static final Path EXAMPLES = Path.of("../helm/examples");
  private static final Duration LIMIT = Duration.ofSeconds(90);

  /** How a tool applies a checkout. */
  private enum Tool {
    KUBECTL("kubectl", "-f", "kubectl", "kubectl/sink.yaml", "kubectl/connections.yaml"),
    KUSTOMIZE("kubectl", "-k"),
    ARGO_CD("argocd-controller", "-k"),
    FLUX("kustomize-controller", "-k");

    private final String manager;
    private final String how;
    private final String what;
    private final String edited;
    private final String connections;

    Tool(String manager, String how) {
      this(
          manager,
          how,
          "kustomize/production",
          "kustomize/production/from.yaml",
          "kustomize/base/connections.yaml");
    }

    Tool(String manager, String how, String what, String edited, String connections) {
      this.manager = manager;
      this.how = how;
      this.what = what;
      this.edited = edited;
      this.connections = connections;
    }

    /** Whether it acts as the account of this file, and where it is told what to apply. */
    private Map<String, String> impersonation() {
      return switch (this) {
        case KUBECTL, KUSTOMIZE -> Map.of();
        case ARGO_CD -> Map.of("argocd/tenant.yaml", "argocd/application.yaml");
        case FLUX -> Map.of("flux/tenant.yaml", "flux/sync.yaml");
      };
    }
  }

  private static InstalledByHelm installed;
  private final KubernetesServer kubernetes = installed.platform().kubernetes();

  @BeforeAll
  static void install() {
    installed = InstalledByHelm.launch();
  }

  @AfterAll
  static void close() {
    installed.close();
  }

  @ParameterizedTest
  @EnumSource(Tool.class)
  void anEditOfOneLineCutsOverAndItsRevertGoesBack(
      Tool tool,
      KafkaServer kafka,
      PostgresServer postgres,
      SchemaRegistryServer registry,
      @TempDir Path checkout)
      throws Exception {
    copy(EXAMPLES, checkout);
    try (var database = TestDatabase.withTables(postgres)) {
      kubernetes.makeNamespace("shop");
      var connections =
          Manifests.connections(
              database, kafka.bootstrapServers(), registry.url(), "progress-" + database.name());
      kubernetes.kubectl(
          "-n",
          "shop",
          "create",
          "secret",
          "generic",
          "shop",
          "--from-literal=username=" + postgres.superuser(),
          "--from-literal=password=" + postgres.password());
      Files.writeString(
          checkout.resolve(tool.connections),
          connections.substring(connections.indexOf("---\n") + 4));
      var file = checkout.resolve(tool.edited);
      var before = Files.readString(file);

      var as = impersonate(tool, checkout);
      apply(tool, checkout, as);
      untilFlows("matview-1", 1);

      Files.writeString(file, before.replace("from: {name: matview-1}", "from: {name: matview-2}"));
      apply(tool, checkout, as);
      untilFlows("matview-2", 2);

      Files.writeString(file, before);
      apply(tool, checkout, as);
      untilFlows("matview-1", 3);

      assertThat(managersOfSpec()).containsExactly(tool.manager);
      assertThat(sink().get().getStatus().history().stream().skip(1))
          .extracting(entry -> entry.changedBy().manager())
          .containsOnly(tool.manager);
      assertThat(managers()).hasSizeGreaterThan(1);

      sink().delete();
      await("the Sink is gone").atMost(LIMIT).until(() -> sink().get() == null);
      kubernetes.kubectl("delete", "namespace", "shop", "--timeout=100s");
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        var copy = to.resolve(from.relativize(file).toString());
        Files.createDirectories(copy.getParent());
        Files.copy(file, copy);
      }
    }
  }

  /** The account that the tool acts as, which gets what the example grants it. */
  private List<String> impersonate(Tool tool, Path checkout) throws IOException {
    for (var files : tool.impersonation().entrySet()) {
      kubernetes.kubectl(
          "apply", "--server-side", "-f", checkout.resolve(files.getKey()).toString());
      assertThat(Files.readString(checkout.resolve(files.getValue())))
          .contains("path: helm/examples/" + tool.what)
          .containsAnyOf("serviceAccountName: deployer", "defaultServiceAccount: deployer");
      var account = "--as=system:serviceaccount:shop:deployer";
      await("the account has its rights")
          .atMost(LIMIT)
          .ignoreExceptions()
          .until(
              () ->
                  kubernetes
                      .kubectl(
                          "-n",
                          "shop",
                          "auth",
                          "can-i",
                          "select",
                          "relations.headgate.dev",
                          account)
                      .startsWith("yes"));
      return List.of(account);
    }
    return List.of();
  }

  /** Without force: nobody else has ever written what git says. */
  private void apply(Tool tool, Path checkout, List<String> as) {
    var command = new ArrayList<>(List.of("-n", "shop", "apply", "--server-side", tool.how));
    command.add(checkout.resolve(tool.what).toString());
    command.add("--field-manager=" + tool.manager);
    command.addAll(as);
    kubernetes.kubectl(command.toArray(String[]::new));
  }

  private void untilFlows(String relation, int version) {
    await(relation + " flows")
        .atMost(LIMIT)
        .untilAsserted(
            () -> {
              var sink = sink().get();
              assertThat(sink.getStatus()).isNotNull();
              assertThat(sink.getStatus().observedGeneration())
                  .isEqualTo(sink.getMetadata().getGeneration());
              assertThat(sink.getStatus().activeRelation()).isEqualTo(relation);
              assertThat(sink.getStatus().version()).isEqualTo(version);
              assertThat(Tenant.condition(sink.getStatus(), "Ready").getStatus())
                  .as("%s, operators: %s", sink.getStatus(), installed.platform().operatorLog())
                  .isEqualTo("True");
            });
  }

  private static Resource<Sink> sink() {
    return installed
        .platform()
        .client()
        .resources(Sink.class)
        .inNamespace("shop")
        .withName("avro-sink");
  }

  /** Who has ever written any field of the spec that nobody else wrote over. */
  private List<String> managersOfSpec() {
    return sink().get().getMetadata().getManagedFields().stream()
        .filter(entry -> entry.getFieldsV1().getAdditionalProperties().containsKey("f:spec"))
        .map(ManagedFieldsEntry::getManager)
        .toList();
  }

  private List<String> managers() {
    return sink().get().getMetadata().getManagedFields().stream()
        .map(ManagedFieldsEntry::getManager)
        .toList();
  }
}
