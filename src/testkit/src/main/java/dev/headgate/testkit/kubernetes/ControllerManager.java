package dev.headgate.testkit.kubernetes;

import dev.headgate.testkit.process.ServerProcess;
import dev.headgate.testkit.process.Signal;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.List;

/**
 * kube-controller-manager, without the controllers that judge nodes or issue certificates to them:
 * they would evict or delete pods because no real kubelet reports.
 */
final class ControllerManager implements AutoCloseable {

  private static final Duration START_LIMIT = Duration.ofSeconds(60);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(15);

  private static final String CONTROLLERS =
      String.join(
          ",",
          "*",
          "-node-ipam-controller",
          "-node-lifecycle-controller",
          "-node-route-controller",
          "-taint-eviction-controller",
          "-device-taint-eviction-controller",
          "-pod-garbage-collector-controller",
          "-cloud-node-lifecycle-controller",
          "-service-lb-controller",
          "-persistentvolume-attach-detach-controller",
          "-certificatesigningrequest-signing-controller",
          "-certificatesigningrequest-approving-controller",
          "-certificatesigningrequest-cleaner-controller",
          "-serviceaccount-token-controller");

  private final ServerProcess process = ServerProcess.named("kube-controller-manager");
  private final KubernetesBinaries binaries;
  private final Credentials credentials;

  ControllerManager(KubernetesBinaries binaries, Credentials credentials) {
    this.binaries = binaries;
    this.credentials = credentials;
  }

  /** Starts it; on return it has done what every namespace needs before a pod can be made. */
  void start(KubernetesClient client) {
    process.start(
        List.of(
            binaries.controllerManager().toString(),
            "--kubeconfig=" + credentials.kubeconfig(),
            "--controllers=" + CONTROLLERS,
            "--service-account-private-key-file=" + credentials.serviceAccountKey(),
            "--root-ca-file=" + credentials.certificate(),
            "--leader-elect=false",
            "--secure-port=0",
            "--kube-api-qps=500",
            "--kube-api-burst=1000",
            "--profiling=false"));
    process.awaitReady(START_LIMIT, () -> hasSetUp(client, "default"));
  }

  private static boolean hasSetUp(KubernetesClient client, String namespace) {
    return client.serviceAccounts().inNamespace(namespace).withName("default").get() != null
        && client.configMaps().inNamespace(namespace).withName("kube-root-ca.crt").get() != null;
  }

  /** Kills it. */
  void kill() {
    process.end(Signal.KILL, STOP_LIMIT);
  }

  ServerProcess process() {
    return process;
  }

  /** Kills it and deletes its directory. */
  @Override
  public void close() {
    process.close();
  }
}
