package dev.headgate.operator;

import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the cluster from time to time how far it has come. Where etcd was set back or lost, watches
 * wait, without an error, for versions beyond those that they have seen, and what they know is of
 * another history: only a process that begins anew sees what there is.
 */
final class ClusterCheck implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ClusterCheck.class);
  private static final Duration PERIOD = Duration.ofSeconds(5);

  private final KubernetesClient client;
  private final Set<String> watched;
  private final Consumer<String> setBack;
  private final ResourceVersions versions = new ResourceVersions();
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("cluster-check").factory());

  /**
   * A check that does nothing yet.
   *
   * @param client stays the caller's to close
   * @param watched namespaces in which objects may be listed; empty: all
   * @param setBack called with what was seen, for people
   */
  ClusterCheck(KubernetesClient client, Set<String> watched, Consumer<String> setBack) {
    this.client = client;
    this.watched = watched;
    this.setBack = setBack;
  }

  /** Looks for the first time on return or soon after, and then every few seconds. */
  void start() {
    thread.scheduleWithFixedDelay(this::look, 0, PERIOD.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void look() {
    try {
      versions.next(newest()).ifPresent(setBack);
    } catch (KubernetesClientException e) {
      LOG.info("the cluster does not say how far it has come, it is asked again: {}", e.toString());
    } catch (NumberFormatException e) {
      LOG.warn("resource versions of this cluster are no numbers, so none goes back", e);
      thread.shutdown();
    }
  }

  /** Without a version in the request the answer is the newest, whichever API server is asked. */
  private String newest() {
    var deployments = client.apps().deployments();
    var all =
        watched.isEmpty()
            ? deployments.inAnyNamespace()
            : deployments.inNamespace(watched.iterator().next());
    return all.list(new ListOptionsBuilder().withLimit(1L).build())
        .getMetadata()
        .getResourceVersion();
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
