package dev.headgate.testkit.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.headgate.testkit.junit.RequiresKubernetes;
import dev.headgate.testkit.process.JavaCommand;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@RequiresKubernetes
class KubernetesServerTest {

  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final KubernetesServer kubernetes;
  private final KubernetesClient client;
  private String namespace;

  KubernetesServerTest(KubernetesServer kubernetes) {
    this.kubernetes = kubernetes;
    this.client = kubernetes.client();
  }

  @BeforeEach
  void makeNamespace(TestInfo test) {
    namespace = "test-" + Integer.toHexString(test.getDisplayName().hashCode());
    create(client, namespace);
  }

  private static void create(KubernetesClient client, String namespace) {
    client
        .resource(
            new NamespaceBuilder().withNewMetadata().withName(namespace).endMetadata().build())
        .create();
    await("default service account of " + namespace)
        .atMost(LIMIT)
        .until(
            () ->
                client.serviceAccounts().inNamespace(namespace).withName("default").get() != null);
  }

  @Test
  void theServerAndKubectlAreOfTheReleaseThatIsBuilt() {
    assertThat(client.getKubernetesVersion().getGitVersion())
        .isEqualTo("v" + KubernetesBinaries.VERSION);
    assertThat(kubernetes.kubectl("version", "--client")).contains(KubernetesBinaries.VERSION);
  }

  @Test
  void serverSideApplyKeepsWhatAnotherOwnerSaid() {
    apply("one", Map.of("a", "1"));
    apply("two", Map.of("b", "2"));

    assertThat(apply("one", Map.of("c", "3")).getData()).isEqualTo(Map.of("b", "2", "c", "3"));
  }

  private ConfigMap apply(String owner, Map<String, String> data) {
    return client
        .resource(configMap(data))
        .patch(
            new PatchContext.Builder()
                .withPatchType(PatchType.SERVER_SIDE_APPLY)
                .withFieldManager(owner)
                .build());
  }

  private ConfigMap configMap(Map<String, String> data) {
    return new ConfigMapBuilder()
        .withNewMetadata()
        .withNamespace(namespace)
        .withName("settings")
        .endMetadata()
        .withData(data)
        .build();
  }

  @ParameterizedTest
  @EnumSource(names = {"BACKGROUND", "FOREGROUND"})
  void aDeploymentMakesAPodWhichGoesWithIt(DeletionPropagation propagation) {
    client.resource(deployment()).create();
    await("pod of the deployment").atMost(LIMIT).until(() -> pods().size() == 1);
    assertThat(pods().getFirst().getSpec().getServiceAccountName()).isEqualTo("default");

    client.resource(deployment()).withPropagationPolicy(propagation).delete();

    await("no pod").atMost(LIMIT).until(() -> pods().isEmpty());
  }

  private List<Pod> pods() {
    return client.pods().inNamespace(namespace).list().getItems();
  }

  private Deployment deployment() {
    return new DeploymentBuilder()
        .withNewMetadata()
        .withNamespace(namespace)
        .withName("web")
        .endMetadata()
        .withNewSpec()
        .withReplicas(1)
        .withNewSelector()
        .addToMatchLabels("app", "web")
        .endSelector()
        .withNewTemplate()
        .withNewMetadata()
        .addToLabels("app", "web")
        .endMetadata()
        .withNewSpec()
        .addNewContainer()
        .withName("web")
        .withImage("web")
        .endContainer()
        .endSpec()
        .endTemplate()
        .endSpec()
        .build();
  }

  @Test
  void aDeletedNamespaceGoesWithAllThatIsInIt() {
    client.resource(configMap(Map.of())).create();

    client.namespaces().withName(namespace).delete();

    await("no namespace")
        .atMost(LIMIT)
        .until(() -> client.namespaces().withName(namespace).get() == null);
  }

  @Test
  void anotherUserMayDoWhatRbacSays() {
    try (KubernetesClient stranger = kubernetes.clientAs("stranger")) {
      assertThatThrownBy(() -> stranger.pods().inNamespace(namespace).list())
          .isInstanceOf(KubernetesClientException.class)
          .hasMessageContaining("\"stranger\" cannot list resource \"pods\"");
    }
  }

  @Test
  void anAppliedDefinitionIsServedAtOnce(@TempDir Path manifests) throws Exception {
    Files.writeString(
        manifests.resolve("crd.yaml"),
        """
        apiVersion: apiextensions.k8s.io/v1
        kind: CustomResourceDefinition
        metadata: {name: valves.testkit.headgate.dev}
        spec:
          group: testkit.headgate.dev
          scope: Namespaced
          names: {kind: Valve, plural: valves, singular: valve}
          versions:
          - name: v1
            served: true
            storage: true
            schema: {openAPIV3Schema: {type: object, properties: {spec: {type: object}}}}
        """);

    kubernetes.apply(manifests);

    assertThat(kubernetes.kubectl("get", "valves", "--all-namespaces", "-o", "name")).isEmpty();
  }

  @Test
  void kubectlFailsWithWhatItPrinted() {
    assertThatThrownBy(() -> kubernetes.kubectl("get", "pod", "nobody", "-n", namespace))
        .hasMessageContaining("get pod nobody")
        .hasMessageContaining("pods \"nobody\" not found");
  }

  @Test
  void aWipedClusterHasForgottenEverythingAndServesItsOldClients() {
    try (KubernetesServer own = KubernetesServer.launch()) {
      create(own.client(), "doomed");
      List<Long> before = own.pids();

      own.wipe();

      assertThat(own.client().namespaces().withName("doomed").get()).isNull();
      create(own.client(), "born-later");
      assertThat(own.kubectl("get", "namespaces", "-o", "name")).contains("namespace/born-later");
      assertThat(before).noneMatch(KubernetesServerTest::isAlive);
    }
  }

  @Test
  void closingLeavesNoProcessAndNoDirectory() {
    KubernetesServer own = KubernetesServer.launch();
    List<Long> pids = own.pids();
    assertThat(pids).hasSize(3).allMatch(KubernetesServerTest::isAlive);

    own.close();

    assertThat(pids).noneMatch(KubernetesServerTest::isAlive);
    assertThat(own.directories()).hasSize(3).noneMatch(Files::exists);
  }

  @Test
  void killingTheJvmThatLaunchedAClusterLeavesNoProcessAndNoDirectory() throws Exception {
    List<String> command = JavaCommand.java(Path.of(System.getProperty("java.io.tmpdir")));
    command.addAll(List.of("-cp", JavaCommand.classPath(), Owner.class.getName()));
    Process owner =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    try (var out = owner.inputReader()) {
      List<Long> pids = Arrays.stream(out.readLine().split(" ")).map(Long::valueOf).toList();
      List<Path> directories = Arrays.stream(out.readLine().split(" ")).map(Path::of).toList();
      assertThat(pids).hasSize(3).allMatch(KubernetesServerTest::isAlive);
      assertThat(directories).hasSize(3).allMatch(Files::exists);

      owner.destroyForcibly().waitFor();

      await("end of the orphans")
          .atMost(LIMIT)
          .until(() -> pids.stream().noneMatch(KubernetesServerTest::isAlive));
      await("no directory")
          .atMost(LIMIT)
          .until(() -> directories.stream().noneMatch(Files::exists));
    } finally {
      owner.destroyForcibly();
    }
  }

  /** A JVM that launches a cluster, tells its pids and directories, and waits to be killed. */
  static final class Owner {
    public static void main(String[] args) throws Exception {
      KubernetesServer server = KubernetesServer.launch();
      System.out.println(String.join(" ", server.pids().stream().map(String::valueOf).toList()));
      System.out.println(
          String.join(" ", server.directories().stream().map(Path::toString).toList()));
      System.in.read();
    }
  }

  private static boolean isAlive(long pid) {
    return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent();
  }
}
