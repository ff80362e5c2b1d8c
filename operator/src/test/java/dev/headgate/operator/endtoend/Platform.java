package dev.headgate.operator.endtoend;

import dev.headgate.testkit.kubernetes.KubernetesServer;
import dev.headgate.testkit.kubernetes.kubelet.Images;
import dev.headgate.testkit.kubernetes.kubelet.Kubelet;
import dev.headgate.testkit.kubernetes.kubelet.KubeletSettings;
import dev.headgate.testkit.process.JavaCommand;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** A cluster with the resource definitions, a node, and an operator that is not started yet. */
final class Platform implements AutoCloseable {

  private static final String WORKER_IMAGE = "headgate-worker:test";
  static final String WORKER_MAIN = "dev.headgate.worker.process.Main";

  /** Of workers whose cutovers wait for a {@link CommitHold}. */
  static final String HOLDING_IMAGE = "headgate-worker:holding";

  private static final String OPERATOR_NAMESPACE = "headgate-system";

  /** Maven runs tests in the module's own directory. */
  private static final Path CRDS = Path.of("../crds");

  private final KubernetesServer kubernetes;
  private final Kubelet kubelet;
  private final OperatorJvm operator;
  private final Path holds;
  private final Supplier<String> operatorLog;

  private Platform(
      KubernetesServer kubernetes,
      Kubelet kubelet,
      OperatorJvm operator,
      Path holds,
      Supplier<String> operatorLog) {
    this.kubernetes = kubernetes;
    this.kubelet = kubelet;
    this.operator = operator;
    this.holds = holds;
    this.operatorLog = operatorLog;
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
                    program(WORKER_MAIN),
                    HOLDING_IMAGE,
                    program(HoldingWorker.class.getName(), holds.toString()))),
            KubeletSettings.defaults().withBackOff(Duration.ofMillis(200)));
    var operator = operator(kubernetes, kubelet);
    return new Platform(kubernetes, kubelet, operator, holds, operator::logTail);
  }

  /**
   * On a cluster with operators of its own: {@link #operator} is never started.
   *
   * @param operatorLog what they have logged
   */
  static Platform beside(
      KubernetesServer kubernetes, Kubelet kubelet, Supplier<String> operatorLog) {
    return new Platform(
        kubernetes, kubelet, operator(kubernetes, kubelet), directory(), operatorLog);
  }

  private static OperatorJvm operator(KubernetesServer kubernetes, Kubelet kubelet) {
    return new OperatorJvm(
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
            "-Xmx256m -XX:TieredStopAtLevel=1 -XX:+UseSerialGC"));
  }

  /** What an administrator installs. */
  static void install(KubernetesServer kubernetes) {
    kubernetes.apply(CRDS);
    kubernetes.makeNamespace(OPERATOR_NAMESPACE);
  }

  private static Path directory() {
    try {
      return Files.createTempDirectory(Path.of("target").toAbsolutePath(), "holds-");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The entrypoint of an image of that main class. */
  static List<String> program(String main, String... arguments) {
    List<String> command = new ArrayList<>(JavaCommand.java(Path.of("/tmp")));
    command.addAll(List.of("-cp", JavaCommand.classPath(), main));
    command.addAll(List.of(arguments));
    return command;
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

  /** What the operator logged last. */
  String operatorLog() {
    return operatorLog.get();
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
