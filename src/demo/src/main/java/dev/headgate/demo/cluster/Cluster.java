package dev.headgate.demo.cluster;

import dev.headgate.demo.stage.Example;
import dev.headgate.demo.stage.Stage;
import dev.headgate.testkit.kubernetes.KubernetesBinaries;
import dev.headgate.testkit.kubernetes.KubernetesServer;
import dev.headgate.testkit.kubernetes.kubelet.Images;
import dev.headgate.testkit.kubernetes.kubelet.Kubelet;
import dev.headgate.testkit.kubernetes.kubelet.KubeletSettings;
import dev.headgate.testkit.process.JavaCommand;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A Kubernetes cluster with one node, in which Headgate is installed: the resource definitions, and
 * an operator that looks after all namespaces.
 */
public final class Cluster implements AutoCloseable {

  private static final String WORKER_IMAGE = "headgate-worker:demo";
  private static final String WORKER_MAIN = "dev.headgate.worker.process.Main";
  private static final String OPERATOR_NAMESPACE = "headgate-system";

  private final KubernetesServer kubernetes;
  private final Kubelet kubelet;
  private final OperatorJvm operator;

  private Cluster(KubernetesServer kubernetes, Kubelet kubelet, OperatorJvm operator) {
    this.kubernetes = kubernetes;
    this.kubelet = kubelet;
    this.operator = operator;
  }

  /** Starts all of it. What has started when something else fails goes with this JVM. */
  public static Cluster launch(KubernetesBinaries binaries, Path crds, Stage stage)
      throws Exception {
    var kubernetes = stage.during("starting Kubernetes", () -> KubernetesServer.launch(binaries));
    return stage.during("installing Headgate", () -> install(kubernetes, crds));
  }

  private static Cluster install(KubernetesServer kubernetes, Path crds) {
    kubernetes.apply(crds);
    List.of(OPERATOR_NAMESPACE, Example.NAMESPACE)
        .forEach(name -> kubernetes.kubectl("create", "namespace", name));
    var kubelet =
        Kubelet.start(
            kubernetes.client(),
            new Images(Map.of(WORKER_IMAGE, worker())),
            KubeletSettings.defaults().withBackOff(Duration.ofSeconds(1)));
    var operator =
        OperatorJvm.start(
            kubelet.address() + ":8081",
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
                "-Xmx256m -XX:TieredStopAtLevel=1 -XX:+UseSerialGC"));
    return new Cluster(kubernetes, kubelet, operator);
  }

  private static List<String> worker() {
    List<String> command =
        new ArrayList<>(JavaCommand.java(Path.of(System.getProperty("java.io.tmpdir"))));
    command.addAll(List.of("-cp", JavaCommand.classPath(), WORKER_MAIN));
    return command;
  }

  KubernetesServer kubernetes() {
    return kubernetes;
  }

  OperatorJvm operator() {
    return operator;
  }

  @Override
  public void close() {
    try (kubernetes;
        kubelet;
        operator) {
      // The try closes them, the operator first.
    }
  }
}
