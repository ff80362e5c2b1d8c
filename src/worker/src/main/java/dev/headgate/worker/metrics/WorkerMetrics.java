package dev.headgate.worker.metrics;

import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.instrumentation.jvm.JvmMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** All metrics of a worker in Prometheus' text format, version 0.0.4. Thread-safe. */
public final class WorkerMetrics {

  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final PrometheusTextFormatWriter format = PrometheusTextFormatWriter.create();

  private WorkerMetrics() {}

  /** The metrics of sinks alone. */
  public static WorkerMetrics ofSinks(List<MeasuredSink> sinks) {
    var metrics = new WorkerMetrics();
    metrics.registry.register(new SinkMetrics(sinks));
    return metrics;
  }

  /** Those of sinks, and those of the JVM under the names that its dashboards know. */
  public static WorkerMetrics ofProcess(List<MeasuredSink> sinks) {
    var metrics = ofSinks(sinks);
    JvmMetrics.builder().register(metrics.registry);
    return metrics;
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
