package dev.headgate.operator.metrics;

import dev.headgate.api.v1alpha1.Sink;
import io.javaoperatorsdk.operator.api.monitoring.Metrics;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.instrumentation.jvm.JvmMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** All metrics of an operator in Prometheus' text format, version 0.0.4. Thread-safe. */
public final class OperatorMetrics {

  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final PrometheusTextFormatWriter format = PrometheusTextFormatWriter.create();
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

  /** The Content-Type of {@link #text}. */
  public String contentType() {
    return format.getContentType();
  }

  /** The metrics as they are now. */
  public byte[] text() {
    var out = new ByteArrayOutputStream();
    try {
      format.write(out, registry.scrape());
    } catch (IOException e) {
      throw new UncheckedIOException("memory cannot be written", e);
    }
    return out.toByteArray();
  }
}
