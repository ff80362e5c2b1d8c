package dev.headgate.operator.sink;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.headgate.api.v1alpha1.Sink;
import dev.headgate.operator.connection.ConnectionReader;
import dev.headgate.operator.event.EventRecorder;
import dev.headgate.operator.lookup.Lookup;
import dev.headgate.operator.lookup.Recent;
import dev.headgate.operator.relation.RelationReader;
import dev.headgate.operator.status.StatusWriter;
import dev.headgate.operator.worker.AssignmentStore;
import dev.headgate.operator.worker.HttpWorkerClient;
import dev.headgate.operator.worker.Pace;
import dev.headgate.operator.worker.ReleaseJobs;
import dev.headgate.operator.worker.Tokens;
import dev.headgate.operator.worker.WorkerApplier;
import dev.headgate.operator.worker.WorkerEventSource;
import dev.headgate.operator.worker.WorkerTemplate;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.net.http.HttpClient;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;

/** Puts the reconciler of Sinks together. */
public final class SinkController {

  /** How long a worker may take to answer; a reconciliation waits for it. */
  private static final Duration ANSWER = Duration.ofSeconds(2);

  /**
   * How old what is known of a Secret may be. Many Sinks share one, so that it is not read often.
   */
  private static final Duration SECRETS = Duration.ofSeconds(5);

  private SinkController() {}

  /**
   * The reconciler.
   *
   * @param namespace of the operator itself
   */
  public static SinkReconciler reconciler(
      KubernetesClient client,
      String namespace,
      WorkerTemplate template,
      HttpClient http,
      InstantSource clock,
      SecureRandom random,
      EventRecorder recorder,
      ReconcilePoints points) {
    var events = new SinkEvents(new WorkerEventSource(http, Pace.DEFAULT));
    var connections =
        new ConnectionReader(
            events.connections(),
            new Recent<>(Lookup.live(client, Secret.class), SECRETS, Ticker.systemTicker()));
    var assignments = new AssignmentStore(client, template::sinkId, new Tokens(random));
    var worker = new HttpWorkerClient(http, ANSWER);
    return new SinkReconciler(
        new Look(
            clock,
            connections,
            new RelationReader(events.relations()),
            assignments,
            worker,
            new Rivals(connections, template::sinkId),
            template::sinkId),
        new Workbench(
            assignments,
            new WorkerApplier(client, template),
            worker,
            new ReleaseJobs(client, namespace, template),
            points),
        events,
        recorder,
        new StatusWriter<>(Sink::new),
        points,
        clock);
  }
}
