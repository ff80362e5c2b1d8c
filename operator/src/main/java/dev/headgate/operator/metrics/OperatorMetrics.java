package dev.headgate.operator.metrics;

import com.sun.net.httpserver.HttpHandler;
import dev.headgate.api.v1alpha1.Sink;
import io.javaoperatorsdk.operator.api.monitoring.Metrics;
import io.prometheus.metrics.exporter.httpserver.MetricsHandler;
import io.prometheus.metrics.instrumentation.jvm.JvmMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** All metrics of an operator. Thread-safe. */
public final class OperatorMetrics {

  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final Reconciliations reconciliations;

  /**
   * Those of Sinks, of reconciliations and of the JVM.
   *
   * @param sinks all Sinks as the watch has brought them, when it is asked
   * @param nanoTime as {@link System#nanoTime}
   */
  public OperatorMetrics(Supplier<Stream<Sink>> sinks, LongSupplier nanoTime) {
    this.reconciliations = new Reconciliations(registry, nanoTime);
    registry.register(new SinkSeries(sinks));
    JvmMetrics.builder().register(registry);
  }

  /** Is told of reconciliations. */
  public Metrics reconciliations() {
    return reconciliations;
  }

  /** Tells the metrics as they are when they are asked for, in the format that is asked for. */
  public HttpHandler handler() {
    return new MetricsHandler(registry);
  }
}
