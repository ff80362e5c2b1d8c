package dev.headgate.operator.endtoend;

import dev.headgate.testkit.kubernetes.KubernetesServer;
import dev.headgate.testkit.kubernetes.kubelet.Images;
import dev.headgate.testkit.kubernetes.kubelet.Kubelet;
import dev.headgate.testkit.kubernetes.kubelet.KubeletSettings;
import dev.headgate.testkit.process.JavaCommand;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A cluster with the resource definitions, a node, and an operator that is not started yet. */
final class Platform implements AutoCloseable {

  private static final String WORKER_IMAGE = "headgate-worker:test";
  private static final String WORKER_MAIN = "dev.headgate.worker.process.Main";
  private static final String OPERATOR_NAMESPACE = "headgate-system";

  /** Maven runs tests in the module's own directory. */
  private static final Path CRDS = Path.of("../crds");

  private final KubernetesServer kubernetes;
  private final Kubelet kubelet;
  private final OperatorJvm operator;

  private Platform(KubernetesServer kubernetes, Kubelet kubelet, OperatorJvm operator) {
    this.kubernetes = kubernetes;
    this.kubelet = kubelet;
    this.operator = operator;
  }

  /** On that cluster. */
  static Platform on(KubernetesServer kubernetes) {
    install(kubernetes);
    var kubelet =
        Kubelet.start(
            kubernetes.client(),
            new Images(Map.of(WORKER_IMAGE, worker())),
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
                "HEADGATE_WORKER_IMAGE",
                WORKER_IMAGE,
                "HEADGATE_WORKER_JAVA_OPTIONS",
                "-Xmx256m -XX:TieredStopAtLevel=1 -XX:+UseSerialGC")));
  }

  /** What an administrator installs. */
  static void install(KubernetesServer kubernetes) {
    kubernetes.apply(CRDS);
    namespace(kubernetes.client(), OPERATOR_NAMESPACE);
  }

  private static List<String> worker() {
    List<String> command = new ArrayList<>(JavaCommand.java(Path.of("/tmp")));
    command.addAll(List.of("-cp", JavaCommand.classPath(), WORKER_MAIN));
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

  @Override
  public void close() {
    operator.close();
    kubelet.close();
  }
}
