package dev.headgate.operator.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code docs/events.md} names every reason of a Sink's Events with its type, and no other. */
class DocumentedEventsTest {

  private static final Pattern ROW =
      Pattern.compile("^\\| `(\\w+)` \\| (Normal|Warning) \\| .+\\|$");

  @Test
  void everyReasonIsInTheTableAndNoOther() throws IOException {
    var documented =
        Files.readAllLines(Path.of("../docs/events.md")).stream()
            .map(ROW::matcher)
            .filter(row -> row.matches())
            .map(row -> row.group(1) + " " + row.group(2));

    assertThat(documented)
        .containsExactlyElementsOf(
            Stream.of(SinkReason.values())
                .map(reason -> reason.name() + " " + reason.type().word())
                .toList());
  }
}
