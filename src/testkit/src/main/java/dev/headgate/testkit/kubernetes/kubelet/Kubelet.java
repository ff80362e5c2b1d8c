package dev.headgate.testkit.kubernetes.kubelet;

import dev.headgate.testkit.process.Watchdog;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A node of a Kubernetes cluster, with a scheduler that binds every pod to it. Pods run as
 * processes of this machine, without root and without a container engine. Linux only.
 *
 * <h2>What a program finds</h2>
 *
 * <ul>
 *   <li>It is a process that starts in an empty directory of its pod. Processes that it starts end
 *       with it, unless they begin a session of their own.
 *   <li>Its environment is what the pod says, and {@code PATH}, {@code LANG}, {@code HOME} (a
 *       directory of the pod) and {@code HOSTNAME}.
 *   <li>Each pod has a loopback address, {@code status.podIP}. There is one network for all: a
 *       program that listens at every address takes its port from every other pod, so it should be
 *       told the pod's address (by {@code fieldRef}) and listen there. Services do not exist.
 *   <li><b>Volumes are not mounted.</b> Each is a directory of the pod, and a mount path that
 *       stands at the start of a path in {@code env}, {@code command}, {@code args} or {@code
 *       workingDir} is replaced by that directory: with a mount at {@code /etc/app}, {@code
 *       --config=/etc/app/a.yaml} reaches the program as {@code
 *       --config=/tmp/…/volumes/app/a.yaml}. A program that knows a path by itself, or reads it
 *       from a file, does not find it. What {@link Images} says of an image is not changed.
 *   <li>A pod whose service-account token is mounted also gets {@code KUBERNETES_SERVICE_HOST} and
 *       {@code _PORT} of the real API server and, in {@code KUBECONFIG}, a kubeconfig with the
 *       token as it was at the container's start.
 * </ul>
 *
 * <h2>What is not done</h2>
 *
 * <p>What a pod would miss is refused: its containers wait with {@code CreateContainerConfigError}
 * and a message that names all of it. So it is with volumes that are not secret, configMap,
 * emptyDir, downwardAPI or projected; exec and gRPC probes; lifecycle hooks; sidecar init
 * containers; readiness gates; host network; a pod's {@code activeDeadlineSeconds}; {@code
 * resourceFieldRef}. Passed over are security contexts, resources, host ports, DNS settings, image
 * pull policy and secrets, ephemeral containers, read-only mounts, the termination message's file,
 * and all that a scheduler weighs: selectors, affinity, taints, topology, priority. A changed image
 * is taken up by the next restart. No Events are written.
 *
 * <p>Processes and files go with this JVM, even if that is killed, and at {@link #close}. The Node
 * and the pods' objects stay, as they do when a machine is switched off.
 *
 * <p>Thread-safe.
 */
public final class Kubelet implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Kubelet.class);
  private static final Duration LEASE_RENEWAL = Duration.ofSeconds(5);
  private static final int REQUEST_MILLIS = 5_000;

  private final Host host;
  private final Scheduler scheduler;
  private final PodWorkers pods;
  private final Thread watching;
  private final Thread renewing;

  private Kubelet(Host host) {
    this.host = host;
    this.scheduler = new Scheduler(host);
    NodeRegistration node = new NodeRegistration(host);
    node.renew();
    // A server that has lost its pods has lost the node as well: not only from time to time.
    this.pods = new PodWorkers(host, scheduler, () -> renew(node));
    this.watching = Thread.ofVirtual().name("kubelet-watch").start(new PodWatch(host, pods));
    this.renewing = Thread.ofVirtual().name("kubelet-lease").start(() -> keepRenewing(node));
  }

  /** As {@link #start(KubernetesClient, Images, KubeletSettings)} with the settings' defaults. */
  public static Kubelet start(KubernetesClient client, Images images) {
    return start(client, images, KubeletSettings.defaults());
  }

  /**
   * Registers the node and begins to run pods.
   *
   * @param client where the cluster is, and as whom; a client of the kubelet's own is made from it
   * @throws KubernetesClientException if the node cannot be registered
   */
  public static Kubelet start(KubernetesClient client, Images images, KubeletSettings settings) {
    AddressBlock addresses = AddressBlock.claim(ThreadLocalRandom.current());
    try {
      Path directory = Files.createTempDirectory("headgate-kubelet-").toRealPath();
      Host host =
          new Host(
              impatient(client),
              images,
              settings,
              addresses,
              directory,
              Watchdog.over(directory),
              Clock.systemUTC(),
              System.getenv());
      try {
        return new Kubelet(host);
      } catch (RuntimeException e) {
        release(host);
        throw e;
      }
    } catch (IOException e) {
      addresses.close();
      throw new UncheckedIOException("No temporary directory for a kubelet", e);
    }
  }

  /** Whoever uses it looks at the whole anew after a failure, instead of repeating the one call. */
  private static KubernetesClient impatient(KubernetesClient client) {
    return new KubernetesClientBuilder()
        .withConfig(
            new ConfigBuilder(client.getConfiguration())
                .withWatchReconnectLimit(0)
                .withRequestRetryBackoffLimit(0)
                .withRequestTimeout(REQUEST_MILLIS)
                .build())
        .build();
  }

  /** The address of the node, {@code status.hostIP} of its pods. */
  public String address() {
    return host.addresses().node();
  }

  /**
   * What the newest run of the pod's first container has printed so far; empty before the first.
   *
   * @throws IllegalArgumentException if the pod is not on this node
   */
  public String log(String namespace, String pod) {
    PodWorker worker = pods.get(namespace, pod);
    return log(worker, worker.firstContainer(), 0);
  }

  /**
   * What the newest run of {@code container}, which may be an init container, has printed so far.
   *
   * @throws IllegalArgumentException if there is no such container on this node
   */
  public String log(String namespace, String pod, String container) {
    PodWorker worker = pods.get(namespace, pod);
    return log(worker, container(worker, container), 0);
  }

  /** What the run before the newest one of the pod's first container printed; empty if none was. */
  public String previousLog(String namespace, String pod) {
    PodWorker worker = pods.get(namespace, pod);
    return log(worker, worker.firstContainer(), 1);
  }

  private static String log(PodWorker worker, ContainerWorker container, int back) {
    try {
      return worker.directory().readLog(container.name(), container.run() - back).orElse("");
    } catch (IOException e) {
      throw new UncheckedIOException("Log of " + worker.identity(), e);
    }
  }

  /**
   * The process of the pod's first container; empty while it has none.
   *
   * @throws IllegalArgumentException if the pod is not on this node
   */
  public Optional<Long> pid(String namespace, String pod) {
    return pods.get(namespace, pod).firstContainer().process().map(ContainerProcess::pid);
  }

  /**
   * SIGKILL to the pod's first container, as {@code kill -9} would do; restarted by the pod's
   * policy.
   *
   * @throws IllegalStateException if it has no process now
   * @throws IllegalArgumentException if the pod is not on this node
   */
  public void kill(String namespace, String pod) {
    pods.get(namespace, pod)
        .firstContainer()
        .process()
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "Pod %s/%s has no process now.".formatted(namespace, pod)))
        .kill();
  }

  private static ContainerWorker container(PodWorker worker, String name) {
    return worker
        .container(name)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "Pod %s has no container %s.".formatted(worker.identity(), name)));
  }

  private void keepRenewing(NodeRegistration node) {
    try {
      while (true) {
        Thread.sleep(LEASE_RENEWAL);
        renew(node);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void renew(NodeRegistration node) {
    try {
      node.renew();
    } catch (KubernetesClientException e) {
      log.warn("Node not renewed node={} error={}", host.settings().nodeName(), e.toString());
    }
  }

  /** Kills every process and deletes every file; on return both are gone. Writes no status. */
  @Override
  public void close() {
    try {
      renewing.interrupt();
      watching.interrupt();
      watching.join();
      renewing.join();
      scheduler.close();
      pods.end();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      release(host);
    }
  }

  private static void release(Host host) {
    host.client().close();
    host.watchdog().close();
    host.addresses().close();
  }
}
