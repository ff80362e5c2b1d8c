package dev.headgate.worker.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.headgate.control.Assignment;
import dev.headgate.control.AssignmentJson;
import dev.headgate.dataflow.cutover.Desired;
import dev.headgate.dataflow.sink.SinkId;
import dev.headgate.worker.Messages;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AssignmentsTest {

  @TempDir private Path directory;

  @Test
  void everyJsonFileIsOneSink() throws Exception {
    write("b.json", assignment("demo-b"));
    write("a.json", assignment("demo-a"));
    write("README.txt", "not one");

    assertThat(Assignments.in(directory))
        .extracting(Assignment::sink)
        .containsExactly(new SinkId("demo-a"), new SinkId("demo-b"));
  }

  @Test
  void filesOfASecretAreFoundBehindTheirLinks() throws Exception {
    var data = Files.createDirectory(directory.resolve("..2026_data"));
    Files.writeString(data.resolve("a.json"), assignment("demo-a"));
    Files.createSymbolicLink(directory.resolve("..data"), data.getFileName());
    Files.createSymbolicLink(directory.resolve("a.json"), Path.of("..data", "a.json"));

    assertThat(Assignments.in(directory)).hasSize(1);
  }

  @Test
  void aGrantInAFileIsNoGrant() throws Exception {
    var granted =
        assignment("demo-a").replace("\"attempt\":0", "\"attempt\":0,\"grant\":\"CutOver\"");
    write("a.json", granted);

    assertThat(Assignments.in(directory))
        .extracting(Assignment::desired)
        .containsExactly(Messages.desired(5).withoutGrant());
  }

  @Test
  void aMissingDirectoryIsNamed() {
    assertThat(problems(directory.resolve("none")))
        .singleElement()
        .asString()
        .startsWith("HEADGATE_ASSIGNMENTS names " + directory.resolve("none"))
        .contains("cannot be listed as a directory");
  }

  @Test
  void anEmptyDirectoryIsNoAssignment() {
    assertThat(problems(directory))
        .containsExactly(
            "HEADGATE_ASSIGNMENTS names %s, which holds no *.json: put one assignment a sink there"
                .formatted(directory));
  }

  @Test
  void everyFileThatIsWrongIsNamed() throws IOException {
    write("a.json", assignment("demo-a"));
    write("b.json", assignment("demo-a"));
    write("c.json", "{");
    write("d.json", "[]");

    assertThat(problems(directory))
        .hasSize(3)
        .anySatisfy(p -> assertThat(p).endsWith("b.json are both for sink demo-a: keep one"))
        .anySatisfy(p -> assertThat(p).contains("c.json is malformed: "))
        .anySatisfy(p -> assertThat(p).contains("d.json is malformed: "));
  }

  static String assignment(String sink) {
    return assignment(sink, Messages.desired(5));
  }

  static String assignment(String sink, Desired desired) {
    var assignment = new Assignment(new SinkId(sink), desired.withoutGrant());
    return new String(new AssignmentJson().write(assignment), StandardCharsets.UTF_8);
  }

  private void write(String file, String text) throws IOException {
    Files.writeString(directory.resolve(file), text);
  }

  private static List<String> problems(Path directory) {
    return catchThrowableOfType(ConfigurationException.class, () -> Assignments.in(directory))
        .problems();
  }
}
