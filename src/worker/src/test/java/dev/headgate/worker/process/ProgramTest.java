package dev.headgate.worker.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.headgate.testkit.process.JavaCommand;
import dev.headgate.worker.FakeSink;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class ProgramTest {

  @TempDir private Path directory;

  /** A worker whose sinks are fakes, as a program. */
  static final class FakeWorker {
    private FakeWorker() {}

    public static void main(String[] args) {
      Program.run(
          List.of(args), (id, file, incarnation, storage, commits) -> new FakeSink(id.value()));
    }
  }

  @Test
  void aWorkerThatIsTerminatedExitsWithZero() throws Exception {
    Files.writeString(directory.resolve("a.json"), AssignmentsTest.assignment("demo-a"));
    var worker = worker(directory);
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> Files.exists(directory.resolve("port")) || !worker.isAlive());

    worker.destroy(); // SIGTERM

    assertThat(exitCode(worker)).isZero();
    assertThat(directory.resolve("log")).content().contains("asked to stop", "worker ends exit=0");
  }

  @Test
  void aWorkerThatCannotStartSaysWhyAndExitsWithTwo() throws Exception {
    var worker = worker(directory.resolve("none"));

    assertThat(exitCode(worker)).isEqualTo(2);
    assertThat(directory.resolve("log")).content().contains("cannot start: HEADGATE_ASSIGNMENTS");
  }

  private Process worker(Path assignments) throws IOException {
    var command = JavaCommand.java(directory);
    command.addAll(
        List.of(
            "-Xmx64m",
            "-Dlogback.configurationFile=logback.xml",
            "-cp",
            JavaCommand.classPath(),
            FakeWorker.class.getName()));
    var builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("log").toFile());
    var environment = builder.environment();
    environment.put("HEADGATE_ASSIGNMENTS", assignments.toString());
    environment.put(
        "HEADGATE_TOKEN_FILE", Files.writeString(directory.resolve("token"), "right").toString());
    environment.put("HEADGATE_LISTEN", "127.0.0.1:0");
    environment.put("HEADGATE_PORT_FILE", directory.resolve("port").toString());
    return builder.start();
  }

  private static int exitCode(Process worker) throws InterruptedException {
    try {
      assertThat(worker.waitFor(60, TimeUnit.SECONDS)).as("the worker has ended").isTrue();
      return worker.exitValue();
    } finally {
      worker.destroyForcibly();
    }
  }
}
