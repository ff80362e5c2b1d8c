package dev.headgate.testkit.kubernetes;

import static org.awaitility.Awaitility.await;

import dev.headgate.testkit.kubernetes.KubernetesBinaries.Availability;
import dev.headgate.testkit.process.ServerProcess;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * A Kubernetes control plane: etcd, kube-apiserver and kube-controller-manager.
 *
 * <p>Schemas, server-side apply, admission, RBAC, Deployments, Jobs, garbage collection, the end of
 * namespaces and default service accounts are those of a real cluster. There is no scheduler and no
 * node, so pods stay pending unless somebody binds and runs them. The garbage collector looks for
 * new kinds every half minute: until then what belongs to a new custom resource outlives it.
 *
 * <p>Not thread-safe where it starts, wipes and ends; the rest is.
 */
public final class KubernetesServer implements AutoCloseable {

  private static final String CRD = "customresourcedefinition.apiextensions.k8s.io/";
  private static final Duration ESTABLISHED_LIMIT = Duration.ofSeconds(60);

  private final KubernetesBinaries binaries;
  private final ControlPlane controlPlane;
  private final KubernetesClient client;
  private final Kubectl kubectl;

  private KubernetesServer(KubernetesBinaries binaries, ControlPlane controlPlane) {
    this.binaries = binaries;
    this.controlPlane = controlPlane;
    this.client = newClient(controlPlane.config());
    this.kubectl =
        new Kubectl(binaries.kubectl(), kubeconfig(), controlPlane.credentials().directory());
  }

  /**
   * Starts a new, empty cluster; on return all of it works.
   *
   * @throws IllegalStateException if this machine has no programs for it, with the reason
   */
  public static KubernetesServer launch() {
    return switch (KubernetesBinaries.find()) {
      case Availability.Found(var binaries) -> launch(binaries);
      case Availability.Unavailable(var reason) -> throw new IllegalStateException(reason);
    };
  }

  /** Starts a new, empty cluster of these programs; on return all of it works. */
  public static KubernetesServer launch(KubernetesBinaries binaries) {
    return new KubernetesServer(binaries, ControlPlane.launch(binaries));
  }

  private static KubernetesClient newClient(Config config) {
    return new KubernetesClientBuilder().withConfig(config).build();
  }

  /** The cluster admin's client; always the same, closed with this server. */
  public KubernetesClient client() {
    return client;
  }

  /** Settings of a client of the cluster's admin; a new copy, to be changed at will. */
  public Config config() {
    return controlPlane.config();
  }

  /**
   * A new client, to be closed by the caller, that acts as somebody else and may do what RBAC lets
   * that user do, for example {@code clientAs("system:serviceaccount:shop:default",
   * "system:serviceaccounts", "system:authenticated")}.
   *
   * @param groups the API server adds {@code system:authenticated}, and no other
   */
  public KubernetesClient clientAs(String user, String... groups) {
    return newClient(
        new ConfigBuilder(config())
            .withImpersonateUsername(user)
            .withImpersonateGroups(groups)
            .build());
  }

  /** The cluster admin's kubeconfig, which needs no other file than those beside it. */
  public Path kubeconfig() {
    return controlPlane.credentials().kubeconfig();
  }

  /** The {@code kubectl} that {@link #kubectl} runs. */
  public Path kubectlPath() {
    return binaries.kubectl();
  }

  /**
   * Runs {@code kubectl} as the cluster's admin, for example {@code kubectl("get", "pods", "-o",
   * "name")}; the answer is what it printed on standard output.
   *
   * @throws IllegalStateException if it fails, with what it printed on standard error, or has not
   *     ended after three minutes
   */
  public String kubectl(String... arguments) {
    return kubectl.run(arguments);
  }

  /** Makes a namespace, unless it is there. */
  public void makeNamespace(String name) {
    client
        .resource(new NamespaceBuilder().withNewMetadata().withName(name).endMetadata().build())
        .serverSideApply();
  }

  /**
   * Applies a manifest, or all of a directory's, server-side and by force. On return every
   * CustomResourceDefinition among them is established and its kind served. Objects of a new kind
   * cannot come in one call with its definition.
   *
   * @throws IllegalStateException if something was refused, with kubectl's reasons
   */
  public void apply(Path manifests) {
    kubectl("apply", "--server-side", "--force-conflicts", "-o", "name", "-f", manifests.toString())
        .lines()
        .filter(name -> name.startsWith(CRD))
        .map(name -> name.substring(CRD.length()))
        .forEach(this::awaitServed);
  }

  private void awaitServed(String name) {
    kubectl("wait", "--for=condition=Established", "--timeout=60s", CRD + name);
    String group = name.substring(name.indexOf('.') + 1);
    // Discovery follows a moment later, and kubectl knows a kind only from there.
    await(name + " in discovery")
        .atMost(ESTABLISHED_LIMIT)
        .until(
            () ->
                kubectl("api-resources", "--api-group=" + group, "--cached=false", "-o", "name")
                    .lines()
                    .anyMatch(name::equals));
  }

  /**
   * All that a service account has asked of this cluster so far, the first request first.
   *
   * @param account {@code system:serviceaccount:<namespace>:<name>}
   */
  public List<AuditedRequest> requestsOf(String account) {
    return controlPlane.audit().of(account);
  }

  /**
   * Forgets everything, as if etcd's disk was lost. On return an empty cluster works under the same
   * address and credentials: clients made before go on, with resource versions that start again.
   */
  public void wipe() {
    controlPlane.wipe();
  }

  /** The processes of etcd, kube-apiserver and kube-controller-manager, in this order. */
  public List<Long> pids() {
    return controlPlane.processes().stream().map(ServerProcess::pid).toList();
  }

  List<Path> directories() {
    return controlPlane.processes().stream().map(ServerProcess::directory).toList();
  }

  /** Ends all processes and deletes what they kept. */
  @Override
  public void close() {
    try (controlPlane) {
      client.close();
    }
  }
}
