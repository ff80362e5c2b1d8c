package dev.headgate.operator.event;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes what happens to a resource as Kubernetes Events. An Event is named after what happened,
 * so whoever publishes it again, after a crash or in another process, finds it there: the same
 * occurrence changes nothing, another one is counted.
 *
 * <p>Events are for people, and nothing depends on them: one that the cluster does not take is
 * logged, and the operator goes on. Thread-safe.
 */
public final class EventRecorder {

  private static final Logger LOG = LoggerFactory.getLogger(EventRecorder.class);

  private final KubernetesClient client;
  private final InstantSource clock;
  private final String instance;
  private final AtomicBoolean forbidden = new AtomicBoolean();

  /**
   * A recorder.
   *
   * @param instance which operator of several this is
   */
  public EventRecorder(KubernetesClient client, InstantSource clock, String instance) {
    this.client = client;
    this.clock = clock;
    this.instance = instance;
  }

  /** Publishes in that order; to be called before the status shows the same. */
  public void publish(HasMetadata about, List<Notice> notices) {
    for (var notice : notices) {
      try {
        publish(about, notice);
      } catch (KubernetesClientException e) {
        refused(about, notice, e);
      }
    }
  }

  private void publish(HasMetadata about, Notice notice) {
    var event = EventObjects.first(about, notice, clock.instant(), instance);
    try {
      client.resource(event).create();
    } catch (KubernetesClientException e) {
      if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
        throw e;
      }
      again(event, notice);
    }
  }

  private void again(Event event, Notice notice) {
    var there = Optional.ofNullable(client.resource(event).get());
    there
        .filter(known -> !EventObjects.isOf(known, notice))
        .map(known -> EventObjects.again(known, notice, clock.instant()))
        .ifPresent(counted -> client.resource(counted).update());
  }

  private void refused(HasMetadata about, Notice notice, KubernetesClientException e) {
    if (isOfTheEnd(e)) {
      LOG.debug(
          "namespace={} ends, reason={}", about.getMetadata().getNamespace(), notice.reason());
    } else if (e.getCode() != HttpURLConnection.HTTP_FORBIDDEN) {
      LOG.warn(
          "kind={} namespace={} name={} reason={} was not published as an Event",
          about.getKind(),
          about.getMetadata().getNamespace(),
          about.getMetadata().getName(),
          notice.reason(),
          e);
    } else if (forbidden.compareAndSet(false, true)) {
      LOG.warn(
          "Events cannot be published; what happens is shown by statuses alone, and this is said"
              + " once. Grant the operator's service account the verbs create, get and update on"
              + " events of the core group (docs/operator.md, Rights): {}",
          e.getMessage());
    }
  }

  /** A namespace that is being deleted takes nothing new. */
  private static boolean isOfTheEnd(KubernetesClientException e) {
    return e.getStatus() != null
        && e.getStatus().getDetails() != null
        && e.getStatus().getDetails().getCauses().stream()
            .anyMatch(cause -> "NamespaceTerminating".equals(cause.getReason()));
  }
}
