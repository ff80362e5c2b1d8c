package dev.headgate.operator.endtoend;

import dev.headgate.testkit.kubernetes.KubernetesServer;
import dev.headgate.testkit.kubernetes.kubelet.Images;
import dev.headgate.testkit.kubernetes.kubelet.Kubelet;
import dev.headgate.testkit.kubernetes.kubelet.KubeletSettings;
import dev.headgate.testkit.process.JavaCommand;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A cluster with the resource definitions, a node, and an operator that is not started yet. */
final class Platform implements AutoCloseable {

  private static final String WORKER_IMAGE = "headgate-worker:test";
  private static final String WORKER_MAIN = "dev.headgate.worker.process.Main";

  /** Of workers whose cutovers wait for a {@link CommitHold}. */
  static final String HOLDING_IMAGE = "headgate-worker:holding";

  private static final String OPERATOR_NAMESPACE = "headgate-system";

  /** Maven runs tests in the module's own directory. */
  private static final Path CRDS = Path.of("../crds");

  private final KubernetesServer kubernetes;
  private final Kubelet kubelet;
  private final OperatorJvm operator;
  private final Path holds;

  private Platform(KubernetesServer kubernetes, Kubelet kubelet, OperatorJvm operator, Path holds) {
    this.kubernetes = kubernetes;
    this.kubelet = kubelet;
    this.operator = operator;
    this.holds = holds;
  }

  /** On that cluster. */
  static Platform on(KubernetesServer kubernetes) {
    install(kubernetes);
    var holds = directory();
    var kubelet =
        Kubelet.start(
            kubernetes.client(),
            new Images(
                Map.of(
                    WORKER_IMAGE,
                    worker(WORKER_MAIN),
                    HOLDING_IMAGE,
                    worker(HoldingWorker.class.getName(), holds.toString()))),
            KubeletSettings.defaults().withBackOff(Duration.ofMillis(200)));
    return new Platform(
        kubernetes,
        kubelet,
        new OperatorJvm(
            kubelet.address(),
            Map.of(
                "KUBECONFIG",
                kubernetes.kubeconfig().toString(),
                "HEADGATE_NAMESPACE",
                OPERATOR_NAMESPACE,
                "HEADGATE_LEADER_ELECTION",
                "false",
                OperatorJvm.WORKER_IMAGE,
                WORKER_IMAGE,
                "HEADGATE_WORKER_JAVA_OPTIONS",
                "-Xmx256m -XX:TieredStopAtLevel=1 -XX:+UseSerialGC")),
        holds);
  }

  /** What an administrator installs. */
  static void install(KubernetesServer kubernetes) {
    kubernetes.apply(CRDS);
    namespace(kubernetes.client(), OPERATOR_NAMESPACE);
  }

  private static Path directory() {
    try {
      return Files.createTempDirectory(Path.of("target").toAbsolutePath(), "holds-");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> worker(String main, String... arguments) {
    List<String> command = new ArrayList<>(JavaCommand.java(Path.of("/tmp")));
    command.addAll(List.of("-cp", JavaCommand.classPath(), main));
    command.addAll(List.of(arguments));
    return command;
  }

  static void namespace(KubernetesClient client, String name) {
    client
        .resource(new NamespaceBuilder().withNewMetadata().withName(name).endMetadata().build())
        .serverSideApply();
  }

  KubernetesServer kubernetes() {
    return kubernetes;
  }

  KubernetesClient client() {
    return kubernetes.client();
  }

  Kubelet kubelet() {
    return kubelet;
  }

  OperatorJvm operator() {
    return operator;
  }

  /** What holds the commit of that sink's cutovers, if its worker is of {@link #HOLDING_IMAGE}. */
  CommitHold hold(String sinkId) {
    return CommitHold.of(holds, sinkId);
  }

  @Override
  public void close() {
    operator.close();
    kubelet.close();
  }
}
