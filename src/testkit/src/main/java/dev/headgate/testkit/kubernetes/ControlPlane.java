package dev.headgate.testkit.kubernetes;

import dev.headgate.testkit.net.HeldPort;
import dev.headgate.testkit.process.ServerProcess;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.security.SecureRandom;
import java.util.List;

/**
 * The processes of a cluster, which start and end together. Ports and credentials stay the same for
 * its life; what etcd holds does not.
 *
 * <p>Not thread-safe.
 */
final class ControlPlane implements AutoCloseable {

  private final Credentials credentials;
  private final Etcd etcd;
  private final ApiServer apiServer;
  private final ControllerManager controllerManager;

  private ControlPlane(KubernetesBinaries binaries, int apiPort, int etcdPort, int etcdPeerPort) {
    ServerProcess process = ServerProcess.named("kube-apiserver");
    this.credentials =
        Credentials.write(
            process.directory().resolve("credentials"),
            "https://" + HeldPort.HOST + ":" + apiPort,
            new SecureRandom());
    this.etcd = new Etcd(binaries, etcdPort, etcdPeerPort);
    this.apiServer = new ApiServer(process, binaries, credentials, apiPort);
    this.controllerManager = new ControllerManager(binaries, credentials);
  }

  /** Starts an empty cluster; on return all of it works. */
  static ControlPlane launch(KubernetesBinaries binaries) {
    try (HeldPort api = HeldPort.any();
        HeldPort etcd = HeldPort.any();
        HeldPort etcdPeer = HeldPort.any()) {
      ControlPlane plane =
          new ControlPlane(binaries, api.number(), etcd.number(), etcdPeer.number());
      List.of(api, etcd, etcdPeer).forEach(HeldPort::close);
      try {
        plane.start();
        return plane;
      } catch (RuntimeException e) {
        plane.close();
        throw e;
      }
    }
  }

  private void start() {
    etcd.start();
    apiServer.start(etcd);
    Config impatient = config();
    impatient.setRequestRetryBackoffLimit(0);
    try (KubernetesClient probe = new KubernetesClientBuilder().withConfig(impatient).build()) {
      apiServer.awaitReady(probe);
      controllerManager.start(probe);
    }
  }

  /** As if etcd's disk was lost; on return an empty cluster works in the same place. */
  void wipe() {
    controllerManager.kill();
    apiServer.kill();
    etcd.wipe();
    start();
  }

  /** For the cluster's admin, without anything of this machine's own kubeconfig; a new one. */
  Config config() {
    return Config.fromKubeconfig(credentials.kubeconfig().toFile());
  }

  Credentials credentials() {
    return credentials;
  }

  AuditLog audit() {
    return apiServer.audit();
  }

  /** Of what is running, in the order in which they were started. */
  List<ServerProcess> processes() {
    return List.of(etcd.process(), apiServer.process(), controllerManager.process());
  }

  /** Kills all of it and deletes what it kept. */
  @Override
  public void close() {
    try (etcd;
        apiServer) {
      controllerManager.close();
    }
  }
}
