package dev.headgate.worker.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.dataflow.cutover.Observed;
import dev.headgate.dataflow.cutover.Observed.Activity;
import dev.headgate.dataflow.time.Timestamp;
import dev.headgate.worker.CommitLatency;
import dev.headgate.worker.FakeSink;
import dev.headgate.worker.Messages;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class WorkerMetricsTest {

  private final FakeSink a = new FakeSink("demo-a");
  private final FakeSink b = new FakeSink("demo-b");
  private final CommitLatency commits = new CommitLatency();

  @Test
  void theTextIsTheOneThatWasAgreedOn() throws IOException {
    commits.record(Duration.ofMillis(4));
    commits.record(Duration.ofMillis(250));
    commits.record(Duration.ofSeconds(31));
    b.show(Messages.observed(Activity.STARTING, null));

    var metrics =
        WorkerMetrics.ofSinks(List.of(new MeasuredSink(b, new CommitLatency()), measuredA()));

    assertThat(metrics.contentType()).isEqualTo("text/plain; version=0.0.4; charset=utf-8");
    assertThat(text(metrics)).isEqualTo(kept("metrics.txt"));
  }

  @Test
  void aRecordThatIsNewerThanTheUpperIsNoLag() {
    a.show(withUpper(new Timestamp(999)));

    assertThat(text(WorkerMetrics.ofSinks(List.of(measuredA()))))
        .contains("headgate_sink_lag_bytes{sink=\"demo-a\"} 0.0\n");
  }

  @Test
  void positionsAreUnsigned() {
    a.show(withUpper(new Timestamp(-1)));

    assertThat(text(WorkerMetrics.ofSinks(List.of(measuredA()))))
        .contains("headgate_sink_upper{sink=\"demo-a\"} 1.8446744073709552E19\n");
  }

  @Test
  void theProcessShowsItsJvmToo() {
    var text = text(WorkerMetrics.ofProcess(List.of(measuredA())));

    assertThat(text)
        .contains("headgate_sink_version{sink=\"demo-a\"} 2.0\n")
        .contains("jvm_memory_used_bytes{area=\"heap\"}")
        .contains("process_cpu_seconds_total ");
  }

  private MeasuredSink measuredA() {
    return new MeasuredSink(a, commits);
  }

  private static Observed withUpper(Timestamp upper) {
    var o = Messages.STREAMING;
    return new Observed(
        o.incarnation(),
        o.acknowledgedGeneration(),
        o.activity(),
        o.record(),
        Optional.of(upper),
        o.cutover(),
        o.statistics(),
        o.error());
  }

  private static String text(WorkerMetrics metrics) {
    return new String(metrics.text(), StandardCharsets.UTF_8);
  }

  private static String kept(String file) throws IOException {
    try (var in = WorkerMetricsTest.class.getResourceAsStream(file)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
