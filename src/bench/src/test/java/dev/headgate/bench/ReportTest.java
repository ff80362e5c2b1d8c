package dev.headgate.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.headgate.bench.figures.Distribution;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReportTest {

  private final Report report = new Report();

  private JsonNode document() throws IOException {
    return new ObjectMapper().readTree(report.text());
  }

  private record Figures(int changes, Distribution commit, List<Double> ratio) {}

  @Test
  void figuresStandUnderTheirBenchmark() throws IOException {
    report.put("startedAt", "now");
    report.measured(
        Benchmark.LATENCY, new Figures(7, new Distribution(1, 2, 3, 4, 5), List.of(0.5)));

    assertThat(document())
        .isEqualTo(
            new ObjectMapper()
                .readTree(
                    """
                    {"startedAt": "now",
                     "measurements": {"latency": {
                       "changes": 7,
                       "commit": {"count": 1, "p50Millis": 2.0, "p99Millis": 3.0,
                                  "p999Millis": 4.0, "maxMillis": 5.0},
                       "ratio": [0.5]}}}
                    """));
    assertThat(report.isComplete()).isTrue();
  }

  @Test
  void whatFailedHasItsErrorAndMakesTheReportIncomplete() throws IOException {
    report.measured(Benchmark.RSS, List.of());
    report.failed(Benchmark.GAP, new IllegalStateException("the topic holds 9 records, not 10"));

    assertThat(document().at("/measurements/silenceAroundT/error").asText())
        .isEqualTo("the topic holds 9 records, not 10");
    assertThat(report.isComplete()).isFalse();
  }
}
