package dev.headgate.bench.soak;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.dataflow.cutover.Attempt;
import dev.headgate.dataflow.cutover.Attempt.Fate;
import dev.headgate.dataflow.cutover.CutoverId;
import dev.headgate.dataflow.progress.LiveRecord.Outcome;
import dev.headgate.dataflow.relation.Relation;
import dev.headgate.dataflow.relation.TableName;
import dev.headgate.dataflow.sink.Version;
import dev.headgate.dataflow.time.Timestamp;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class OperatorFilesTest {

  private static final Instant NOON = Instant.parse("2026-11-26T12:00:00.123456Z");

  @TempDir private Path directory;

  static Stream<Fate> fates() {
    return Stream.of(
        new Fate.UnderWay(),
        new Fate.Withdrawn(),
        new Fate.Completed(new Timestamp(-2), NOON),
        new Fate.Ended(Outcome.TIMED_OUT, "too late"));
  }

  @ParameterizedTest
  @MethodSource("fates")
  void aTryIsReadAsItWasWritten(Fate fate) throws IOException {
    var files = new OperatorFiles(directory);
    var attempt =
        new Attempt(
            new CutoverId("0123456789abcdef"),
            new Relation(
                "brief",
                42,
                new TableName("public", "Orders"),
                List.of(Relation.Column.same("id"), new Relation.Column("tier", "level"))),
            3,
            new Version(7),
            2,
            NOON,
            Optional.of(NOON.plusSeconds(1)),
            Optional.of("third"),
            Optional.of(NOON.plusSeconds(2)),
            fate);

    files.remember(Optional.of(attempt));

    assertThat(files.attempt()).contains(attempt);
  }

  @Test
  void withoutATryThereIsNone() throws IOException {
    var files = new OperatorFiles(directory);
    assertThat(files.attempt()).isEmpty();

    files.remember(Optional.empty());

    assertThat(files.attempt()).isEmpty();
  }
}
