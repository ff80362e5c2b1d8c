package dev.headgate.testkit.kubernetes.kubelet;

import static dev.headgate.testkit.kubernetes.kubelet.Shop.LIMIT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.headgate.testkit.junit.RequiresKubernetes;
import dev.headgate.testkit.kubernetes.KubernetesServer;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.ProbeBuilder;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@RequiresKubernetes
class KubeletTest {

  private static final String FOREVER = "sleep 600 & wait";
  private static final String LISTEN =
      "exec %s -m jdk.httpserver -b $POD_IP -p 8080 -d /".formatted(java());

  private static KubernetesServer cluster;
  private static Kubelet kubelet;

  @TempDir private Path directory;
  private Shop shop;

  @BeforeAll
  static void startCluster() {
    cluster = KubernetesServer.launch();
    kubelet =
        Kubelet.start(
            cluster.client(),
            Shop.images(),
            KubeletSettings.defaults().withBackOff(Duration.ofMillis(200)));
  }

  @AfterAll
  static void stopCluster() {
    try (KubernetesServer ending = cluster) {
      if (kubelet != null) {
        kubelet.close();
      }
    }
  }

  @BeforeEach
  void openShop() {
    shop = Shop.open(cluster.client());
  }

  @AfterEach
  void closeShop() {
    cluster.client().namespaces().withName(shop.namespace()).delete();
  }

  @Test
  void aDeploymentBecomesAvailableOnceItsPodsAnswerEachAtItsOwnAddress() {
    Deployment deployment =
        new DeploymentBuilder()
            .withNewMetadata()
            .withName("web")
            .withNamespace(shop.namespace())
            .endMetadata()
            .withNewSpec()
            .withReplicas(2)
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
            .withImage(Shop.WEB)
            .withArgs("-b", "$(POD_IP)", "-p", "8080", "-d", "/content")
            .addNewPort()
            .withName("http")
            .withContainerPort(8080)
            .endPort()
            .addNewEnv()
            .withName("POD_IP")
            .withNewValueFrom()
            .withNewFieldRef()
            .withFieldPath("status.podIP")
            .endFieldRef()
            .endValueFrom()
            .endEnv()
            .addNewVolumeMount()
            .withName("content")
            .withMountPath("/content")
            .endVolumeMount()
            .withNewReadinessProbe()
            .withNewHttpGet()
            .withNewPort("http")
            .endHttpGet()
            .withPeriodSeconds(1)
            .endReadinessProbe()
            .endContainer()
            .addNewVolume()
            .withName("content")
            .withNewEmptyDir()
            .endEmptyDir()
            .endVolume()
            .endSpec()
            .endTemplate()
            .endSpec()
            .build();

    cluster.client().resource(deployment).create();

    await("two available replicas")
        .atMost(LIMIT)
        .until(
            () ->
                Integer.valueOf(2)
                    .equals(
                        cluster
                            .client()
                            .resource(deployment)
                            .get()
                            .getStatus()
                            .getAvailableReplicas()));
    assertThat(pods())
        .extracting(pod -> pod.getStatus().getPodIP())
        .doesNotHaveDuplicates()
        .allMatch(address -> address.startsWith("127."));
  }

  private List<Pod> pods() {
    return cluster.client().pods().inNamespace(shop.namespace()).list().getItems();
  }

  @Test
  void aContainerSeesWhatItsPodSaysAndNothingOfThisProcess() {
    secret("keys", Map.of("password", "s3cret"));
    configMap("settings", Map.of("LEVEL", "debug", "app.yaml", "a: 1"));
    var pod = shop.shell("env", "env; cat /etc/app/conf.d/app.yaml; " + FOREVER);
    pod.editMetadata().addToLabels("app", "shop").endMetadata();
    pod.editSpec()
        .editFirstContainer()
        .addNewEnv()
        .withName("DIRECTORY")
        .withValue("/etc/app/conf.d")
        .endEnv()
        .addNewEnv()
        .withName("FILE")
        .withValue("$(DIRECTORY)/app.yaml")
        .endEnv()
        .addNewEnv()
        .withName("LABEL")
        .withNewValueFrom()
        .withNewFieldRef()
        .withFieldPath("metadata.labels['app']")
        .endFieldRef()
        .endValueFrom()
        .endEnv()
        .addNewEnv()
        .withName("PASSWORD")
        .withNewValueFrom()
        .withNewSecretKeyRef("password", "keys", false)
        .endValueFrom()
        .endEnv()
        .addNewEnv()
        .withName("ABSENT")
        .withNewValueFrom()
        .withNewSecretKeyRef("password", "no-such-secret", true)
        .endValueFrom()
        .endEnv()
        .addNewEnvFrom()
        .withPrefix("SET_")
        .withNewConfigMapRef("settings", false)
        .endEnvFrom()
        .addNewVolumeMount()
        .withName("app")
        .withMountPath("/etc/app")
        .endVolumeMount()
        .endContainer()
        .addNewVolume()
        .withName("app")
        .withNewConfigMap()
        .withName("settings")
        .addNewItem("app.yaml", null, "conf.d/app.yaml")
        .endConfigMap()
        .endVolume()
        .withAutomountServiceAccountToken(false)
        .endSpec();

    shop.create(pod);

    await("the file's text").atMost(LIMIT).until(() -> log("env").contains("a: 1"));
    Map<String, String> environment =
        log("env")
            .lines()
            .filter(line -> line.contains("="))
            .map(line -> line.split("=", 2))
            .collect(Collectors.toMap(entry -> entry[0], entry -> entry[1]));
    assertThat(environment)
        .containsEntry("LABEL", "shop")
        .containsEntry("PASSWORD", "s3cret")
        .containsEntry("SET_LEVEL", "debug")
        .containsEntry("FILE", environment.get("DIRECTORY") + "/app.yaml")
        .containsEntry("HOSTNAME", "env")
        .doesNotContainKeys("ABSENT", "JAVA_HOME", "KUBECONFIG", "USER");
  }

  private String log(String pod) {
    try {
      return kubelet.log(shop.namespace(), pod);
    } catch (IllegalArgumentException notBoundYet) {
      return "";
    }
  }

  private void secret(String name, Map<String, String> data) {
    cluster
        .client()
        .resource(
            new SecretBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace(shop.namespace())
                .endMetadata()
                .withStringData(data)
                .build())
        .createOr(existing -> existing.update());
  }

  private void configMap(String name, Map<String, String> data) {
    cluster
        .client()
        .resource(
            new ConfigMapBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace(shop.namespace())
                .endMetadata()
                .withData(data)
                .build())
        .create();
  }

  @Test
  void aRunningContainerSeesAChangedSecretWithoutARestart() {
    secret("keys", Map.of("password", "before"));
    shop.create(withSecretVolume("reader", "while :; do cat /keys/password; sleep 0.1; done"));
    await("the first password").atMost(LIMIT).until(() -> log("reader").contains("before"));

    secret("keys", Map.of("password", "after"));

    await("the second password").atMost(LIMIT).until(() -> log("reader").contains("after"));
    assertThat(Shop.main(shop.pod("reader").get()).getRestartCount()).isZero();
  }

  private PodBuilder withSecretVolume(String name, String script) {
    return shop.shell(name, script)
        .editSpec()
        .editFirstContainer()
        .addNewVolumeMount()
        .withName("keys")
        .withMountPath("/keys")
        .endVolumeMount()
        .endContainer()
        .addNewVolume()
        .withName("keys")
        .withNewSecret()
        .withSecretName("keys")
        .endSecret()
        .endVolume()
        .endSpec();
  }

  @Test
  void aCrashingContainerIsRestartedWithBackOff() {
    shop.create(shop.shell("crasher", "echo run $$; exit 3"));

    ContainerStatus status = shop.awaitWaiting("crasher", "CrashLoopBackOff");

    assertThat(status.getState().getWaiting().getMessage())
        .matches("back-off [0-9.ms]+ restarting failed container=main pod=crasher_.*");
    assertThat(status.getLastState().getTerminated().getExitCode()).isEqualTo(3);
    assertThat(status.getLastState().getTerminated().getReason()).isEqualTo("Error");
    shop.await("crasher", "restarted twice", pod -> Shop.main(pod).getRestartCount() >= 2);
    assertThat(kubelet.previousLog(shop.namespace(), "crasher")).startsWith("run ");
  }

  @Test
  void aKilledContainerIsRestartedAndItsEndIsTold() {
    shop.create(shop.shell("victim", FOREVER));
    shop.awaitRunning("victim");
    long pid = kubelet.pid(shop.namespace(), "victim").orElseThrow();

    kubelet.kill(shop.namespace(), "victim");

    ContainerStatus status = shop.awaitRestarts("victim", 1);
    assertThat(status.getLastState().getTerminated().getExitCode()).isEqualTo(137);
    assertThat(kubelet.pid(shop.namespace(), "victim")).isPresent().get().isNotEqualTo(pid);
    assertThat(ProcessHandle.of(pid)).isEmpty();
  }

  @Test
  void theProcessesOfAContainerEndWithItsFirstOne() {
    shop.create(shop.shell("family", "sleep 600 & echo child $!; wait"));
    await("the child's pid").atMost(LIMIT).until(() -> log("family").startsWith("child "));
    long child = Long.parseLong(log("family").strip().substring("child ".length()));

    kubelet.kill(shop.namespace(), "family");

    await("end of the child").atMost(LIMIT).until(() -> ended(child));
  }

  /** A zombie that init has not reaped yet has no command. */
  private static boolean ended(long pid) {
    return ProcessHandle.of(pid)
        .filter(process -> process.isAlive() && process.info().command().isPresent())
        .isEmpty();
  }

  @Test
  void aDeletedPodMayEndInItsOwnTime() {
    Path ended = directory.resolve("ended");
    shop.create(
        shop.shell(
            "polite", "trap 'touch %s; exit 0' TERM; echo set; ".formatted(ended) + FOREVER));
    await("the trap").atMost(LIMIT).until(() -> log("polite").contains("set"));

    shop.pod("polite").delete();

    shop.awaitGone("polite");
    assertThat(ended).exists();
  }

  @Test
  void aDeletedPodThatDoesNotEndIsKilledAfterItsGracePeriod() {
    shop.create(shop.shell("deaf", "trap '' TERM; echo set; while :; do sleep 1; done"));
    await("the trap").atMost(LIMIT).until(() -> log("deaf").contains("set"));
    long pid = kubelet.pid(shop.namespace(), "deaf").orElseThrow();

    shop.pod("deaf").withGracePeriod(1).delete();

    shop.awaitGone("deaf");
    assertThat(ended(pid)).isTrue();
  }

  @Test
  void aPodThatWaitsIsRemovedAtOnceWhenItIsDeleted() {
    shop.create(withSecretVolume("waiting", FOREVER));
    shop.await("waiting", "on the node", pod -> !pod.getStatus().getContainerStatuses().isEmpty());

    shop.pod("waiting").delete();

    shop.awaitGone("waiting");
  }

  @Test
  void aPodBecomesReadyWhenItsStartupAndReadinessProbesSucceed() {
    Path answer = directory.resolve("answer");
    shop.create(
        shop.shell("slow", "while ! test -e %s; do sleep 0.1; done; ".formatted(answer) + LISTEN)
            .editSpec()
            .editFirstContainer()
            .addNewEnv()
            .withName("POD_IP")
            .withNewValueFrom()
            .withNewFieldRef()
            .withFieldPath("status.podIP")
            .endFieldRef()
            .endValueFrom()
            .endEnv()
            .withStartupProbe(tcp(100))
            .withReadinessProbe(tcp(1))
            .endContainer()
            .endSpec());
    Pod unready = shop.awaitRunning("slow");
    assertThat(Shop.main(unready).getStarted()).isFalse();
    assertThat(Shop.main(unready).getReady()).isFalse();

    touch(answer);

    Pod ready = shop.await("slow", "ready", pod -> Shop.main(pod).getReady());
    assertThat(Shop.main(ready).getStarted()).isTrue();
    assertThat(ready.getStatus().getConditions())
        .filteredOn(condition -> condition.getType().equals("Ready"))
        .singleElement()
        .satisfies(
            condition -> {
              assertThat(condition.getStatus()).isEqualTo("True");
              assertThat(condition.getReason()).isNull();
              assertThat(condition.getMessage()).isNull();
            });
  }

  private static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java") + " -XX:-UsePerfData -Xmx32m";
  }

  private static Probe tcp(int failureThreshold) {
    return new ProbeBuilder()
        .withNewTcpSocket()
        .withNewPort(8080)
        .endTcpSocket()
        .withPeriodSeconds(1)
        .withFailureThreshold(failureThreshold)
        .build();
  }

  private static void touch(Path file) {
    try {
      Files.createFile(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void aPodThatIsDeletedByForceIsKilledAtOnce() {
    Path asked = directory.resolve("asked");
    shop.create(
        shop.shell("forced", "trap 'touch %s' TERM; echo set; ".formatted(asked) + FOREVER));
    await("the trap").atMost(LIMIT).until(() -> log("forced").contains("set"));
    long pid = kubelet.pid(shop.namespace(), "forced").orElseThrow();

    shop.pod("forced").withGracePeriod(0).delete();

    await("end of the process").atMost(LIMIT).until(() -> ended(pid));
    assertThat(asked).doesNotExist();
  }

  @Test
  void aJobCompletesOrFailsByItsExitCode() {
    Job good = job("good", "exit 0");
    Job bad = job("bad", "echo no luck; exit 7");

    await("both conditions")
        .atMost(LIMIT)
        .untilAsserted(
            () -> {
              assertThat(conditions(good)).contains("Complete");
              assertThat(conditions(bad)).contains("Failed");
            });
    Pod failed =
        pods().stream()
            .filter(pod -> pod.getMetadata().getName().startsWith("bad-"))
            .findFirst()
            .orElseThrow();
    assertThat(failed.getStatus().getPhase()).isEqualTo("Failed");
    assertThat(Shop.main(failed).getState().getTerminated().getExitCode()).isEqualTo(7);
    assertThat(log(failed.getMetadata().getName())).isEqualTo("no luck\n");
  }

  private Job job(String name, String script) {
    return cluster
        .client()
        .resource(
            new JobBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace(shop.namespace())
                .endMetadata()
                .withNewSpec()
                .withBackoffLimit(0)
                .withNewTemplate()
                .withSpec(
                    shop.shell(name, script).buildSpec().toBuilder()
                        .withRestartPolicy("Never")
                        .build())
                .endTemplate()
                .endSpec()
                .build())
        .create();
  }

  private static Stream<String> conditions(Job job) {
    return cluster.client().resource(job).get().getStatus().getConditions().stream()
        .filter(condition -> condition.getStatus().equals("True"))
        .map(condition -> condition.getType());
  }

  @Test
  void aSecretThatIsMissingInTheEnvironmentIsWaitedFor() {
    shop.create(
        shop.shell("env", FOREVER)
            .editSpec()
            .editFirstContainer()
            .addNewEnv()
            .withName("PASSWORD")
            .withNewValueFrom()
            .withNewSecretKeyRef("password", "keys", false)
            .endValueFrom()
            .endEnv()
            .endContainer()
            .endSpec());
    ContainerStatus waiting = shop.awaitWaiting("env", "CreateContainerConfigError");
    assertThat(waiting.getState().getWaiting().getMessage()).isEqualTo("secret \"keys\" not found");

    secret("keys", Map.of("password", "late"));

    assertThat(Shop.main(shop.awaitRunning("env")).getRestartCount()).isZero();
  }

  @Test
  void aSecretThatIsMissingInAVolumeIsWaitedFor() {
    shop.create(withSecretVolume("mounts", "cat /keys/password; " + FOREVER));
    shop.await(
        "mounts",
        "waiting for the Secret",
        pod ->
            pod.getStatus().getContainerStatuses().stream()
                .anyMatch(
                    status ->
                        String.valueOf(status.getState().getWaiting().getMessage())
                            .contains("secret \"keys\" not found")));

    secret("keys", Map.of("password", "late"));

    await("the password").atMost(LIMIT).until(() -> log("mounts").contains("late"));
  }

  @Test
  void anUnknownImageIsToldLikeOneThatCannotBePulled() {
    var pod = shop.shell("stranger", FOREVER);
    pod.editSpec().editFirstContainer().withImage("example.com/none:1").endContainer().endSpec();

    shop.create(pod);

    ContainerStatus status = shop.awaitWaiting("stranger", "ImagePullBackOff");
    assertThat(status.getState().getWaiting().getMessage())
        .contains("example.com/none:1", Shop.SHELL);
  }

  @Test
  void whatCannotBeHonouredIsRefusedAndNamed() {
    shop.create(
        shop.shell("host", FOREVER)
            .editSpec()
            .addNewVolume()
            .withName("data")
            .withNewHostPath("/data", "")
            .endVolume()
            .editFirstContainer()
            .withNewReadinessProbe()
            .withNewExec()
            .withCommand("true")
            .endExec()
            .endReadinessProbe()
            .endContainer()
            .endSpec());

    ContainerStatus status = shop.awaitWaiting("host", "CreateContainerConfigError");

    assertThat(status.getState().getWaiting().getMessage())
        .contains("volume \"data\"", "readinessProbe of container \"main\"");
  }

  @Test
  void initContainersRunInOrderBeforeTheOthers() {
    Path steps = directory.resolve("steps");
    shop.create(
        shop.shell("ordered", "echo main >> %s; %s".formatted(steps, FOREVER))
            .editSpec()
            .withInitContainers(
                Shop.container("first", "echo first >> " + steps).build(),
                Shop.container("second", "echo second >> " + steps).build())
            .endSpec());

    shop.awaitRunning("ordered");

    await("the last step")
        .atMost(LIMIT)
        .untilAsserted(() -> assertThat(steps).hasContent("first\nsecond\nmain"));
  }

  @Test
  void aContainerThatFailsItsLivenessProbeIsRestarted() {
    shop.create(
        shop.shell("hung", FOREVER)
            .editSpec()
            .editFirstContainer()
            .withNewLivenessProbe()
            .withNewTcpSocket()
            .withNewPort(9)
            .endTcpSocket()
            .withPeriodSeconds(1)
            .withFailureThreshold(1)
            .endLivenessProbe()
            .endContainer()
            .endSpec());

    // Each run lasts until its first probe, so a look may never find it running.
    var pod =
        shop.await(
            "hung",
            "restarted",
            there ->
                !there.getStatus().getContainerStatuses().isEmpty()
                    && Shop.main(there).getRestartCount() > 0);

    assertThat(Shop.main(pod).getLastState().getTerminated().getExitCode()).isEqualTo(143);
  }

  @Test
  void aPodActsAsItsServiceAccount() throws Exception {
    shop.create(shop.shell("client", "echo $KUBECONFIG; " + FOREVER));
    await("the kubeconfig's path").atMost(LIMIT).until(() -> log("client").endsWith("\n"));
    Path kubeconfig = Path.of(log("client").strip());

    Config config = Config.fromKubeconfig(kubeconfig.toFile());

    try (KubernetesClient client = new KubernetesClientBuilder().withConfig(config).build()) {
      String answer =
          client.raw(
              "/apis/authentication.k8s.io/v1/selfsubjectreviews",
              "POST",
              Map.of("apiVersion", "authentication.k8s.io/v1", "kind", "SelfSubjectReview"));
      assertThat(answer)
          .contains("system:serviceaccount:%s:default".formatted(shop.namespace()))
          .contains("authentication.kubernetes.io/pod-name");
    }
    shop.pod("client").withGracePeriod(0).delete();
    await("no file of the pod").atMost(LIMIT).until(() -> Files.notExists(kubeconfig));
  }
}
