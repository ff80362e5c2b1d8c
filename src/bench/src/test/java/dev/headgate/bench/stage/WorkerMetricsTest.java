package dev.headgate.bench.stage;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class WorkerMetricsTest {

  @Test
  void figuresAreTakenFromTheText() {
    var metrics =
        WorkerMetrics.parse(
            """
            # TYPE headgate_sink_commit_seconds histogram
            headgate_sink_commit_seconds_bucket{sink="a",le="0.001"} 1
            headgate_sink_commit_seconds_count{sink="a"} 4
            headgate_sink_commit_seconds_sum{sink="a"} 0.05
            headgate_sink_messages_committed_total{sink="a"} 1.0E6
            jvm_gc_collection_seconds_count{gc="G1 Young Generation"} 3
            jvm_gc_collection_seconds_sum{gc="G1 Young Generation"} 0.25
            jvm_memory_committed_bytes{area="heap"} 2.097152E7
            jvm_memory_max_bytes{area="heap"} 4.194304E7
            jvm_memory_max_bytes{area="nonheap"} -1.0
            jvm_memory_used_bytes{area="heap"} 1048576.0
            """);

    assertThat(metrics)
        .isEqualTo(
            new WorkerMetrics(1_000_000, 4, 12.5, 1, 20, 40, Map.of("G1 Young Generation", 0.25)));
  }
}
