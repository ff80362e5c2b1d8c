package dev.headgate.operator;

import dev.headgate.operator.connection.ConnectionReader;
import dev.headgate.operator.connection.ConnectionReconciler;
import dev.headgate.operator.event.EventRecorder;
import dev.headgate.operator.metrics.OperatorMetrics;
import dev.headgate.operator.relation.RelationReconciler;
import dev.headgate.operator.sink.ReconcilePoints;
import dev.headgate.operator.sink.SinkController;
import dev.headgate.operator.worker.WorkerTemplate;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.api.config.ConfigurationServiceOverrider;
import io.javaoperatorsdk.operator.api.config.ControllerConfigurationOverrider;
import io.javaoperatorsdk.operator.api.config.LeaderElectionConfigurationBuilder;
import io.javaoperatorsdk.operator.api.monitoring.Metrics;
import io.javaoperatorsdk.operator.processing.retry.GenericRetry;
import java.net.http.HttpClient;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One operator: its controllers, its lease, its health. */
public final class OperatorProcess implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(OperatorProcess.class);

  private static final String LEASE = "headgate-operator";
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);
  private static final Duration LONGEST_RETRY = Duration.ofSeconds(30);
  private static final Duration FIRST_RETRY = Duration.ofMillis(500);

  /** Everything is looked at again after this time, whatever events were lost. */
  private static final Duration RESYNC = Duration.ofMinutes(5);

  private final OperatorSettings settings;
  private final KubernetesClient client;
  private final String identity;
  private final Operator operator;
  private final HealthServer health;
  private final ClusterCheck check;
  private final HttpClient http = HttpClient.newBuilder().connectTimeout(CONNECT_TIMEOUT).build();

  /**
   * An operator that does not run yet.
   *
   * @param client stays the caller's to close
   * @param unfit called, with the reason, when nothing may be written any more: somebody else may
   *     lead, or what is known is of a cluster that is no more
   */
  OperatorProcess(
      OperatorSettings settings,
      KubernetesClient client,
      ReconcilePoints points,
      Consumer<String> unfit) {
    this.settings = settings;
    this.client = client;
    this.identity = settings.identity().orElseGet(() -> UUID.randomUUID().toString());
    var clock = Clock.systemUTC();
    var recorder = new EventRecorder(client, clock, identity);
    var sinks =
        SinkController.reconciler(
            client,
            settings.namespace(),
            template(),
            http,
            clock,
            new SecureRandom(),
            recorder,
            points);
    var metrics = new OperatorMetrics(sinks::sinks, System::nanoTime);
    this.operator =
        new Operator(
            o -> configure(o, metrics.reconciliations(), () -> unfit.accept("lost the lease")));
    this.health = new HealthServer(settings.listen(), operator, metrics.handler());
    this.check = new ClusterCheck(client, settings.watched(), unfit);
    operator.register(
        new ConnectionReconciler(ConnectionReader.live(client), recorder, clock), this::controller);
    operator.register(
        new RelationReconciler(ConnectionReader.live(client), recorder, clock), this::controller);
    operator.register(sinks, this::controller);
  }

  private void configure(
      ConfigurationServiceOverrider overrider, Metrics reconciliations, Runnable lostLease) {
    overrider
        .withKubernetesClient(client)
        .withMetrics(reconciliations)
        .withCloseClientOnStop(false)
        .withReconciliationTerminationTimeout(Duration.ofSeconds(5));
    if (settings.leaderElection()) {
      overrider.withLeaderElectionConfiguration(
          LeaderElectionConfigurationBuilder.aLeaderElectionConfiguration(LEASE)
              .withLeaseNamespace(settings.namespace())
              .withIdentity(identity)
              // By itself JOSDK exits the JVM, which never ends while a shutdown hook stops it.
              .withExitOnStopLeading(false)
              .withLeaderCallbacks(
                  new LeaderCallbacks(
                      () -> LOG.info("leading"),
                      lostLease,
                      leader -> LOG.info("leader={}", leader)))
              .build());
    }
  }

  private WorkerTemplate template() {
    return new WorkerTemplate(
        settings.installation(),
        settings.workerImage(),
        Optional.empty(),
        settings
            .workerJavaOptions()
            .map(options -> Map.of("JAVA_TOOL_OPTIONS", options))
            .orElse(Map.of()));
  }

  private <T extends HasMetadata> void controller(ControllerConfigurationOverrider<T> overrider) {
    overrider
        .withRetry(
            new GenericRetry()
                .setInitialInterval(FIRST_RETRY.toMillis())
                .setIntervalMultiplier(2)
                .setMaxInterval(LONGEST_RETRY.toMillis())
                .withoutMaxAttempts())
        .withReconciliationMaxInterval(RESYNC);
    if (settings.watched().isEmpty()) {
      overrider.watchingAllNamespaces();
    } else {
      overrider.settingNamespaces(settings.watched());
    }
  }

  /** Serves health, then waits for the lease if there is one, then works until {@link #close}. */
  void start() {
    health.start();
    LOG.info(
        "installation={} namespaces={} image={} listen={}",
        settings.installation(),
        settings.watched().isEmpty() ? "all" : settings.watched(),
        settings.workerImage(),
        health.address());
    check.start();
    operator.start();
  }

  @Override
  public void close() {
    check.close();
    operator.stop();
    health.close();
  }
}
