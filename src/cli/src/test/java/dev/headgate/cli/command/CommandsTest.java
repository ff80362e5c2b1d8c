package dev.headgate.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is said before any API server is asked. */
class CommandsTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "get",
        "get sink",
        "alter sink a set to b",
        "alter sink a set from",
        "promote pod a",
        "promote pod/a",
        "get sinks -o xml"
      })
  void whatIsNotUnderstoodEndsWithTwo(String line) {
    var run = Run.of(line.split(" ", -1)).now();

    assertThat(run.code()).as(run.err()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).contains("Usage: ");
  }

  @Test
  void aCommandThatDoesNotExistEndsWithTwo() {
    var run = Run.of("frobnicate").now();

    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).startsWith("Unmatched argument at index 0: 'frobnicate'");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--help", "get --help", "get sinks -h", "alter sink --help"})
  void helpEndsWithZero(String line) {
    var run = Run.of(line.split(" ", -1)).now();

    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out()).startsWith("Usage: ");
  }

  @Test
  void anApiServerThatDoesNotAnswerIsSaid(@TempDir Path scratch) throws Exception {
    var kubeconfig =
        Files.writeString(
            scratch.resolve("config"),
            """
            apiVersion: v1
            kind: Config
            clusters: [{name: c, cluster: {server: "http://127.0.0.1:1"}}]
            users: [{name: u, user: {}}]
            contexts: [{name: x, context: {cluster: c, user: u}}]
            current-context: x
            """);

    var run = Run.of("get", "sinks", "--kubeconfig", kubeconfig.toString()).now();

    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err()).startsWith("error: The API server does not answer: ");
  }

  @Test
  void theCompletionScriptIsOneOfBash(@TempDir Path scratch) throws Exception {
    var script = Files.writeString(scratch.resolve("completion"), Run.of("completion").now().out());
    var bash =
        new ProcessBuilder(
                "bash",
                "-c",
                "source %s && complete -p kubectl-headgate".formatted(script.toAbsolutePath()))
            .redirectErrorStream(true)
            .start();

    var said = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(bash.waitFor()).as(said).isZero();
    assertThat(said).contains("_complete_kubectl-headgate");
  }
}
