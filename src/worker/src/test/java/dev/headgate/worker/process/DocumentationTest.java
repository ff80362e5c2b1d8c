package dev.headgate.worker.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.worker.CommitLatency;
import dev.headgate.worker.FakeSink;
import dev.headgate.worker.metrics.MeasuredSink;
import dev.headgate.worker.metrics.WorkerMetrics;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code docs/worker.md} says what the code does. */
class DocumentationTest {

  private final String page = Files.readString(Path.of("../../docs/worker.md"));

  DocumentationTest() throws IOException {}

  @Test
  void everyVariableIsInTheTable() {
    assertThat(firstCells("HEADGATE_[A-Z_]+"))
        .containsExactlyInAnyOrder(
            WorkerSettings.ASSIGNMENTS,
            WorkerSettings.LISTEN,
            WorkerSettings.TOKEN_FILE,
            WorkerSettings.PORT_FILE,
            WorkerSettings.INCARNATION,
            WorkerSettings.STOP_SECONDS,
            WorkerSettings.SPILL_DIRECTORY,
            WorkerSettings.SPILL_MEBIBYTES,
            WorkerSettings.LOG_LEVEL);
    assertThat(page)
        .contains("| `%s` |".formatted(WorkerSettings.DEFAULT_LISTEN))
        .contains("| %d |".formatted(WorkerSettings.DEFAULT_STOP_SECONDS))
        .contains("| %d |".formatted(WorkerSettings.DEFAULT_SPILL_MEBIBYTES));
  }

  @Test
  void everyMetricIsInTheTable() {
    var text =
        new String(
            WorkerMetrics.ofSinks(
                    List.of(new MeasuredSink(new FakeSink("demo-a"), new CommitLatency())))
                .text(),
            StandardCharsets.UTF_8);
    var shown =
        text.lines()
            .filter(line -> line.startsWith("# TYPE"))
            .map(line -> line.split(" ", 4)[2])
            .collect(Collectors.toCollection(TreeSet::new));

    assertThat(firstCells("headgate_[a-z_]+")).isEqualTo(shown);
  }

  @Test
  void everyExitCodeIsInTheTable() {
    assertThat(firstCells("[0-9]"))
        .isEqualTo(
            Stream.of(ExitCode.values())
                .map(exit -> Integer.toString(exit.code()))
                .collect(Collectors.toSet()));
  }

  private Set<String> firstCells(String pattern) {
    return Pattern.compile("(?m)^\\| `(" + pattern + ")` \\|")
        .matcher(page)
        .results()
        .map(match -> match.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
