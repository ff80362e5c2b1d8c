package dev.headgate.operator.metrics;

import dev.headgate.api.v1alpha1.Sink;
import dev.headgate.api.v1alpha1.SinkStatus;
import io.fabric8.kubernetes.api.model.Condition;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * How each Sink is, from the statuses that the watch has brought when they are asked for: a Sink
 * that is gone has no series. What is not known is left out, never shown as 0.
 */
final class SinkSeries implements MultiCollector {

  private final Supplier<Stream<Sink>> sinks;

  /**
   * @param sinks all that the operator looks after; none where another one leads
   */
  SinkSeries(Supplier<Stream<Sink>> sinks) {
    this.sinks = sinks;
  }

  @Override
  public MetricSnapshots collect() {
    var shown =
        sinks
            .get()
            .filter(sink -> sink.getStatus() != null)
            .sorted(
                Comparator.comparing((Sink sink) -> sink.getMetadata().getNamespace())
                    .thenComparing(sink -> sink.getMetadata().getName()))
            .toList();
    return new MetricSnapshots(
        words(
            shown,
            "headgate_operator_sink_status",
            "1 for the word of mz_sink_statuses that the sink's status shows.",
            "status",
            status -> Optional.ofNullable(status.status())),
        words(
            shown,
            "headgate_operator_sink_cutover_step",
            "1 for the step that the sink's last cutover shows.",
            "step",
            status -> Optional.ofNullable(status.cutover()).map(SinkStatus.Cutover::step)),
        truths(
            shown,
            "headgate_operator_sink_ready",
            "1 if the condition Ready is True, 0 if it is False.",
            status -> condition(status, "Ready")),
        truths(
            shown,
            "headgate_operator_sink_stalled",
            "1 if the condition Stalled is True, 0 if it is False.",
            status -> condition(status, "Stalled")),
        truths(
            shown,
            "headgate_operator_sink_awaiting_promotion",
            "1 while a person is to let a cutover go on, else 0.",
            status -> condition(status, "AwaitingPromotion")),
        truths(
            shown,
            "headgate_operator_sink_topic_matches",
            "1 if the topic is known to equal the relation that flows, else 0.",
            status -> Optional.ofNullable(status.topicMatchesRelation())),
        truths(
            shown,
            "headgate_operator_sink_worker_update_pending",
            "1 if the operator would make the worker otherwise now, else 0.",
            status -> Optional.ofNullable(status.workerUpdatePending())));
  }

  private static Optional<Boolean> condition(SinkStatus status, String type) {
    return status.conditions().stream()
        .filter(condition -> condition.getType().equals(type))
        .map(Condition::getStatus)
        .filter(value -> !value.equals("Unknown"))
        .map(value -> value.equals("True"))
        .findFirst();
  }

  private static GaugeSnapshot words(
      List<Sink> sinks,
      String name,
      String help,
      String label,
      Function<SinkStatus, Optional<String>> word) {
    var gauge = GaugeSnapshot.builder().name(name).help(help);
    for (var sink : sinks) {
      word.apply(sink.getStatus())
          .ifPresent(w -> gauge.dataPoint(point(labels(sink).add(label, w), 1)));
    }
    return gauge.build();
  }

  private static GaugeSnapshot truths(
      List<Sink> sinks, String name, String help, Function<SinkStatus, Optional<Boolean>> truth) {
    var gauge = GaugeSnapshot.builder().name(name).help(help);
    for (var sink : sinks) {
      truth.apply(sink.getStatus()).ifPresent(t -> gauge.dataPoint(point(labels(sink), t ? 1 : 0)));
    }
    return gauge.build();
  }

  /** {@code sink} is the id, as in the workers' metrics. */
  private static Labels labels(Sink sink) {
    return Labels.of(
        "namespace", sink.getMetadata().getNamespace(),
        "name", sink.getMetadata().getName(),
        "sink", Optional.ofNullable(sink.getStatus().id()).orElse(""));
  }

  private static GaugeDataPointSnapshot point(Labels labels, double value) {
    return GaugeDataPointSnapshot.builder().labels(labels).value(value).build();
  }
}
