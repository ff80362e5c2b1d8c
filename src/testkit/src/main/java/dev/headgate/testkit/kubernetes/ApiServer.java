package dev.headgate.testkit.kubernetes;

import dev.headgate.testkit.net.HeldPort;
import dev.headgate.testkit.process.ServerProcess;
import dev.headgate.testkit.process.Signal;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** kube-apiserver: RBAC and the default admission plugins are on. Keeps nothing, etcd does. */
final class ApiServer implements AutoCloseable {

  private static final Duration START_LIMIT = Duration.ofMinutes(2);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(15);

  private final ServerProcess process;
  private final KubernetesBinaries binaries;
  private final Credentials credentials;
  private final int port;
  private final AuditLog audit;

  ApiServer(ServerProcess process, KubernetesBinaries binaries, Credentials credentials, int port) {
    this.process = process;
    this.binaries = binaries;
    this.credentials = credentials;
    this.port = port;
    this.audit = new AuditLog(credentials.directory());
  }

  /** Starts it; on return clients can be made, though it may not answer yet. */
  void start(Etcd etcd) {
    List<String> command = new ArrayList<>();
    command.addAll(
        List.of(
            binaries.apiServer().toString(),
            "--etcd-servers=" + etcd.clientUrl(),
            "--bind-address=" + HeldPort.HOST,
            "--secure-port=" + port,
            "--cert-dir=" + credentials.certificates(),
            "--token-auth-file=" + credentials.tokens(),
            "--authorization-mode=Node,RBAC",
            // Off by default, but not everywhere: who blocks a deletion must be allowed to.
            "--enable-admission-plugins=OwnerReferencesPermissionEnforcement",
            "--service-account-issuer=https://kubernetes.default.svc",
            "--service-account-key-file=" + credentials.serviceAccountKey(),
            "--service-account-signing-key-file=" + credentials.serviceAccountKey(),
            "--service-cluster-ip-range=10.0.0.0/24",
            // Endpoints of the Service "kubernetes" must not be loopback addresses: there are none.
            "--advertise-address=" + HeldPort.HOST,
            "--endpoint-reconciler-type=none",
            "--allow-privileged=true",
            "--profiling=false"));
    command.addAll(audit.flags());
    process.start(command);
    process.awaitReady(START_LIMIT, () -> Files.exists(credentials.certificateKey()));
  }

  /** Waits until it is ready, with all that it does once after its start. */
  void awaitReady(KubernetesClient client) {
    process.awaitReady(START_LIMIT, () -> "ok".equals(client.raw("/readyz")));
  }

  /** Kills it. */
  void kill() {
    process.end(Signal.KILL, STOP_LIMIT);
  }

  AuditLog audit() {
    return audit;
  }

  ServerProcess process() {
    return process;
  }

  /** Kills it and deletes its directory, credentials included. */
  @Override
  public void close() {
    process.close();
  }
}
