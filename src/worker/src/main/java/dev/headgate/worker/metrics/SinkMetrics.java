package dev.headgate.worker.metrics;

import dev.headgate.dataflow.cutover.Observed;
import dev.headgate.dataflow.cutover.Observed.Activity;
import dev.headgate.dataflow.cutover.Observed.Statistics;
import dev.headgate.dataflow.progress.LiveRecord;
import dev.headgate.dataflow.progress.ProgressRecord;
import dev.headgate.dataflow.time.Frontier;
import dev.headgate.dataflow.time.Timestamp;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * The sinks' metrics, taken from {@link dev.headgate.worker.HostedSink#observed} when they are
 * asked for. What a sink does not know yet, such as its frontier, is left out, never shown as 0.
 *
 * <p>Positions are shown as numbers of double precision: exact up to 8 PiB of WAL, rounded to a few
 * bytes above.
 */
final class SinkMetrics implements MultiCollector {

  private final List<MeasuredSink> sinks;

  SinkMetrics(List<MeasuredSink> sinks) {
    this.sinks = List.copyOf(sinks);
  }

  @Override
  public MetricSnapshots collect() {
    var seen = new TreeMap<String, Observed>();
    sinks.forEach(s -> seen.put(s.sink().id().value(), s.sink().observed()));

    return new MetricSnapshots(
        counter(
            seen,
            "headgate_sink_messages_staged",
            "Messages handed to the producer.",
            Statistics::messagesStaged),
        counter(
            seen,
            "headgate_sink_messages_committed",
            "Messages committed to the topic.",
            Statistics::messagesCommitted),
        counter(
            seen,
            "headgate_sink_bytes_staged",
            "Bytes of keys, values and headers handed to the producer.",
            Statistics::bytesStaged),
        counter(
            seen,
            "headgate_sink_bytes_committed",
            "Bytes of keys, values and headers committed to the topic.",
            Statistics::bytesCommitted),
        counter(
            seen,
            "headgate_sink_rows_skipped",
            "Rows that could not be written, recorded in the dead-letter topic.",
            s -> s.skipped().rows()),
        gauge(
            seen,
            "headgate_sink_frontier",
            "LSN before which everything is committed to the topic.",
            o -> frontier(o).map(f -> unsigned(f.upper().bits()))),
        gauge(
            seen,
            "headgate_sink_upper",
            "LSN before which everything was received from the source.",
            o -> o.upper().map(upper -> unsigned(upper.bits()))),
        gauge(
            seen,
            "headgate_sink_lag_bytes",
            "Bytes of WAL from the frontier to the upper.",
            SinkMetrics::lag),
        gauge(
            seen,
            "headgate_sink_version",
            "How many definitions the sink has had.",
            o -> o.record().map(ProgressRecord::version).map(v -> (double) v.number())),
        gauge(
            seen,
            "headgate_sink_streaming",
            "1 while the sink streams, else 0.",
            o -> Optional.of(o.activity() == Activity.STREAMING ? 1.0 : 0.0)),
        commitSeconds());
  }

  private static CounterSnapshot counter(
      Map<String, Observed> seen, String name, String help, ToDoubleFunction<Statistics> value) {
    var counter = CounterSnapshot.builder().name(name).help(help);
    seen.forEach(
        (sink, observed) ->
            counter.dataPoint(
                CounterDataPointSnapshot.builder()
                    .labels(label(sink))
                    .value(value.applyAsDouble(observed.statistics()))
                    .build()));
    return counter.build();
  }

  private static GaugeSnapshot gauge(
      Map<String, Observed> seen,
      String name,
      String help,
      Function<Observed, Optional<Double>> value) {
    var gauge = GaugeSnapshot.builder().name(name).help(help);
    seen.forEach(
        (sink, observed) ->
            value
                .apply(observed)
                .ifPresent(
                    v ->
                        gauge.dataPoint(
                            GaugeDataPointSnapshot.builder()
                                .labels(label(sink))
                                .value(v)
                                .build())));
    return gauge.build();
  }

  private HistogramSnapshot commitSeconds() {
    var histogram =
        HistogramSnapshot.builder()
            .name("headgate_sink_commit_seconds")
            .help("Seconds that a commit to Kafka takes.");
    for (var sink : sinks) {
      var commits = sink.commits().snapshot();
      histogram.dataPoint(
          HistogramDataPointSnapshot.builder()
              .labels(label(sink.sink().id().value()))
              .classicHistogramBuckets(commits.getClassicBuckets())
              .sum(commits.getSum())
              .build());
    }
    return histogram.build();
  }

  private static Optional<Frontier> frontier(Observed observed) {
    return observed
        .record()
        .filter(LiveRecord.class::isInstance)
        .map(LiveRecord.class::cast)
        .filter(LiveRecord::isFounded)
        .map(LiveRecord::frontier);
  }

  /** The record may be newer than the upper beside it; that is no negative lag. */
  private static Optional<Double> lag(Observed observed) {
    return frontier(observed)
        .flatMap(
            frontier ->
                observed
                    .upper()
                    .map(upper -> frontier.hasReached(upper) ? 0.0 : distance(frontier, upper)));
  }

  private static double distance(Frontier frontier, Timestamp upper) {
    return unsigned(upper.bits() - frontier.upper().bits());
  }

  private static double unsigned(long bits) {
    return (bits >>> 1) * 2.0 + (bits & 1);
  }

  private static Labels label(String sink) {
    return Labels.of("sink", sink);
  }
}
