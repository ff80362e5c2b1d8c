package dev.headgate.testkit.kubernetes.kubelet;

import static dev.headgate.testkit.kubernetes.kubelet.Shop.LIMIT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.headgate.testkit.junit.RequiresKubernetes;
import dev.headgate.testkit.kubernetes.KubernetesServer;
import dev.headgate.testkit.process.JavaCommand;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How a kubelet, or the cluster under it, comes to its end. */
@RequiresKubernetes
class KubeletEndTest {

  private static KubernetesServer cluster;
  private Shop shop;

  @BeforeAll
  static void startCluster() {
    cluster = KubernetesServer.launch();
  }

  @AfterAll
  static void stopCluster() {
    if (cluster != null) {
      cluster.close();
    }
  }

  @BeforeEach
  void openShop() {
    shop = Shop.open(cluster.client());
  }

  @Test
  void closingEndsAllProcessesAndDeletesAllFiles() {
    Kubelet kubelet = Kubelet.start(cluster.client(), Shop.images(), named("closing"));
    ProcessHandle process;
    Path home;
    try (kubelet) {
      runOn("closing");
      process = ProcessHandle.of(kubelet.pid(shop.namespace(), "sleeper").orElseThrow()).get();
      await().until(() -> kubelet.log(shop.namespace(), "sleeper").endsWith("\n"));
      home = Path.of(kubelet.log(shop.namespace(), "sleeper").strip());
      assertThat(home).exists();
    }

    assertThat(process.isAlive()).isFalse();
    assertThat(home).doesNotExist();
  }

  private static KubeletSettings named(String node) {
    return KubeletSettings.defaults().withNodeName(node);
  }

  private void runOn(String node) {
    createOn(node);
    shop.awaitRunning("sleeper");
  }

  private void createOn(String node) {
    shop.create(
        shop.shell("sleeper", "echo $HOME; sleep 600 & wait")
            .editSpec()
            .withNodeName(node)
            .endSpec());
  }

  @Test
  void killingTheJvmOfAKubeletLeavesNeitherProcessNorFile() throws Exception {
    List<String> command = JavaCommand.java(Path.of(System.getProperty("java.io.tmpdir")));
    command.addAll(
        List.of(
            "-Xmx128m",
            "-cp",
            JavaCommand.classPath(),
            Owner.class.getName(),
            cluster.kubeconfig().toString(),
            shop.namespace()));
    createOn("orphan");
    Process owner =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    try (var out = owner.inputReader()) {
      ProcessHandle process = ProcessHandle.of(Long.parseLong(out.readLine())).orElseThrow();
      Path home = Path.of(out.readLine());
      assertThat(home).exists();

      owner.destroyForcibly().waitFor();

      await("end of the orphan").atMost(LIMIT).until(() -> !process.isAlive());
      await("no directory").atMost(LIMIT).until(() -> Files.notExists(home));
    } finally {
      owner.destroyForcibly();
    }
  }

  /** A JVM with a kubelet that tells a pod's pid and HOME, and waits to be killed. */
  static final class Owner {
    public static void main(String[] args) throws Exception {
      Config config = Config.fromKubeconfig(Path.of(args[0]).toFile());
      KubernetesClient client = new KubernetesClientBuilder().withConfig(config).build();
      Kubelet kubelet = Kubelet.start(client, Shop.images(), named("orphan"));
      new Shop(client, args[1]).awaitRunning("sleeper");
      await().until(() -> kubelet.log(args[1], "sleeper").endsWith("\n"));
      System.out.println(kubelet.pid(args[1], "sleeper").orElseThrow());
      System.out.print(kubelet.log(args[1], "sleeper"));
      System.out.flush();
      System.in.read();
    }
  }

  @Test
  void afterTheClusterHasLostEverythingItsPodsAreKilledAndNewOnesRun() {
    try (Kubelet kubelet = Kubelet.start(cluster.client(), Shop.images(), named("wiped"))) {
      runOn("wiped");
      ProcessHandle lost =
          ProcessHandle.of(kubelet.pid(shop.namespace(), "sleeper").orElseThrow()).get();

      cluster.wipe();

      await("end of the lost pod").atMost(LIMIT).until(() -> !lost.isAlive());
      await("the node")
          .atMost(LIMIT)
          .until(() -> cluster.client().nodes().withName("wiped").get() != null);
      shop = Shop.open(cluster.client());
      runOn("wiped");
    }
  }
}
