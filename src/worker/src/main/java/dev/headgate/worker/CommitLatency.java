package dev.headgate.worker;

import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import java.time.Duration;

/**
 * How long the commits of one sink take, as a histogram with bounds from 1 ms to 30 s. Any thread
 * may record and look.
 */
public final class CommitLatency {

  private final Histogram histogram =
      Histogram.builder()
          .name("commit_seconds")
          .classicOnly()
          .classicUpperBounds(
              0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
          .build();

  /** Counts a commit that took {@code duration}, from the request to the broker's answer. */
  public void record(Duration duration) {
    histogram.observe(duration.toNanos() / 1e9);
  }

  /** The commits so far; counts, sum and buckets fit together. */
  public HistogramDataPointSnapshot snapshot() {
    return histogram.collect().getDataPoints().getFirst();
  }
}
