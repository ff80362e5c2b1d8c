package dev.headgate.testkit.kubernetes.kubelet;

import io.fabric8.kubernetes.api.model.Binding;
import io.fabric8.kubernetes.api.model.BindingBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Binds every pending pod of the default scheduler to the one node, whatever it selects or
 * tolerates.
 *
 * <p>Thread-safe.
 */
final class Scheduler implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Scheduler.class);
  private static final String NAME = "default-scheduler";

  private final Host host;
  private final Set<String> underWay = ConcurrentHashMap.newKeySet();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  Scheduler(Host host) {
    this.host = host;
  }

  /** Sees to it that {@code pod}, which has no node, gets one; returns at once. */
  void schedule(Pod pod) {
    String uid = pod.getMetadata().getUid();
    if (pod.getSpec().getSchedulerName().equals(NAME)
        && pod.getSpec().getSchedulingGates().isEmpty()
        && underWay.add(uid)) {
      threads.execute(
          () -> {
            try {
              bind(pod);
            } finally {
              underWay.remove(uid);
            }
          });
    }
  }

  private void bind(Pod pod) {
    Binding binding =
        new BindingBuilder()
            .withNewMetadata()
            .withName(pod.getMetadata().getName())
            .withNamespace(pod.getMetadata().getNamespace())
            .withUid(pod.getMetadata().getUid())
            .endMetadata()
            .withNewTarget()
            .withKind("Node")
            .withName(host.settings().nodeName())
            .endTarget()
            .build();
    String path =
        "/api/v1/namespaces/%s/pods/%s/binding"
            .formatted(binding.getMetadata().getNamespace(), binding.getMetadata().getName());
    while (!Thread.currentThread().isInterrupted()) {
      try {
        host.client().raw(path, "POST", binding);
        return;
      } catch (KubernetesClientException e) {
        if (e.getCode() == HttpURLConnection.HTTP_NOT_FOUND
            || e.getCode() == HttpURLConnection.HTTP_CONFLICT) {
          return; // Gone, or bound by somebody else.
        }
        log.warn("Pod not bound pod={} error={}", pod.getMetadata().getName(), e.toString());
        pause(host.settings().refresh());
      }
    }
  }

  private static void pause(Duration time) {
    try {
      Thread.sleep(time);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
