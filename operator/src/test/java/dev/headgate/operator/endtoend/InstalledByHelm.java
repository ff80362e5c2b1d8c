package dev.headgate.operator.endtoend;

import dev.headgate.operator.Main;
import dev.headgate.testkit.helm.Chart;
import dev.headgate.testkit.kubernetes.KubernetesServer;
import dev.headgate.testkit.kubernetes.kubelet.Images;
import dev.headgate.testkit.kubernetes.kubelet.Kubelet;
import dev.headgate.testkit.kubernetes.kubelet.KubeletSettings;
import io.fabric8.kubernetes.api.model.Pod;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A cluster of its own in which Helm has installed the chart: operators are pods, with no other
 * rights than the chart grants them.
 */
final class InstalledByHelm implements AutoCloseable {

  static final String NAMESPACE = "headgate-system";

  /** Maven runs tests in the module's own directory. */
  private static final Chart CHART = new Chart(Path.of("../helm/headgate"), "headgate", NAMESPACE);

  private static final String VALUES =
      """
      image: {repository: operator, tag: test}
      worker:
        image: {repository: worker, tag: test}
        javaOptions: "-Xmx256m -XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
      javaOptions: "-Xmx128m -XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
      """;

  private final KubernetesServer kubernetes;
  private final Kubelet kubelet;
  private final Platform platform;

  private InstalledByHelm(KubernetesServer kubernetes, Kubelet kubelet) {
    this.kubernetes = kubernetes;
    this.kubelet = kubelet;
    this.platform = Platform.beside(kubernetes, kubelet, this::log);
  }

  /** On return its operators are ready. */
  static InstalledByHelm launch() {
    var kubernetes = KubernetesServer.launch();
    var kubelet =
        Kubelet.start(
            kubernetes.client(),
            new Images(
                Map.of(
                    "operator:test",
                    Platform.program(Main.class.getName()),
                    "worker:test",
                    Platform.program(Platform.WORKER_MAIN))),
            KubeletSettings.defaults());
    var installed = new InstalledByHelm(kubernetes, kubelet);
    CHART.install(kubernetes, VALUES);
    installed.awaitRolledOut();
    return installed;
  }

  /** {@code helm upgrade}; on return the operators are ready. */
  void upgrade(String moreValues) {
    CHART.upgrade(kubernetes, VALUES + moreValues);
    awaitRolledOut();
  }

  private void awaitRolledOut() {
    kubernetes.kubectl(
        "-n", NAMESPACE, "rollout", "status", "deployment/headgate", "--timeout=120s");
  }

  /** {@code helm test}. */
  void test() {
    CHART.test(kubernetes, 120);
  }

  /** Its operators' pods. */
  List<Pod> operators() {
    return kubernetes
        .client()
        .pods()
        .inNamespace(NAMESPACE)
        .withLabel("app.kubernetes.io/name", "headgate-operator")
        .list()
        .getItems();
  }

  /** What the pod of that name has printed. */
  String log(String pod) {
    return kubelet.log(NAMESPACE, pod);
  }

  private String log() {
    return operators().stream()
        .map(pod -> pod.getMetadata().getName())
        .map(name -> name + ":\n" + log(name))
        .collect(Collectors.joining("\n"));
  }

  Platform platform() {
    return platform;
  }

  @Override
  public void close() {
    try (kubernetes;
        platform) {
      // The try closes them, the kubelet with the platform first.
    }
  }
}
