package dev.headgate.operator.metrics;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.api.monitoring.Metrics;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * How long reconciliations take, and how many fail, by kind of resource and never by name: the
 * number of series does not grow with that of resources. Thread-safe.
 */
final class Reconciliations implements Metrics {

  private static final double NANOS = 1e9;

  private final Histogram seconds;
  private final Counter failures;
  private final LongSupplier nanoTime;

  Reconciliations(PrometheusRegistry registry, LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.seconds =
        Histogram.builder()
            .name("headgate_operator_reconcile_seconds")
            .help("Seconds that a reconciliation takes.")
            .labelNames("kind")
            .classicOnly()
            .classicUpperBounds(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
            .register(registry);
    this.failures =
        Counter.builder()
            .name("headgate_operator_reconcile_failures")
            .help("Reconciliations that ended with an exception, and are tried again.")
            .labelNames("kind")
            .register(registry);
  }

  @Override
  public <T> T timeControllerExecution(ControllerExecution<T> execution) throws Exception {
    long begun = nanoTime.getAsLong();
    try {
      return execution.execute();
    } finally {
      seconds
          .labelValues(kind(execution.controllerName()))
          .observe((nanoTime.getAsLong() - begun) / NANOS);
    }
  }

  @Override
  public void failedReconciliation(
      HasMetadata resource, Exception exception, Map<String, Object> metadata) {
    failures.labelValues(resource.getKind().toLowerCase(Locale.ROOT)).inc();
  }

  /** Of {@code sinkreconciler}: {@code sink}. */
  private static String kind(String controller) {
    return controller.replaceFirst("reconciler$", "");
  }
}
