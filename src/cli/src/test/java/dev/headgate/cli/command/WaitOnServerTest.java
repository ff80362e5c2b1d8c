package dev.headgate.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.cli.Main;
import dev.headgate.testkit.kubernetes.KubernetesServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WaitOnServerTest extends OnServer {

  WaitOnServerTest(KubernetesServer kubernetes) {
    super(kubernetes);
  }

  @Test
  void eachStepIsToldAsItPassesAndCompletedEndsWithZero() {
    var run = command("alter", "sink", "avro-sink", "set", "from", "matview-2", "--wait");
    var over = begin(run);

    passes(run, "Validating", "Checking matview-2");
    passes(run, "CatchingUp", "Waiting until the sink has caught up");
    passes(run, "Completed", "matview-2 flows from 0/20 on");

    assertThat(over.join().code()).isZero();
    assertThat(run.out())
        .isEqualTo(
            """
            sink.headgate.dev/avro-sink set from matview-1 to matview-2
            Validating: Checking matview-2
            CatchingUp: Waiting until the sink has caught up
            Completed: matview-2 flows from 0/20 on
            """);
  }

  @Test
  void aCutoverThatFailedEndsWithOneAndItsMessage() {
    var run = command("alter", "sink", "avro-sink", "set", "from", "matview-2", "--wait");
    var over = begin(run);

    passes(run, "Failed", "3 missing keys");

    assertThat(over.join().code()).isEqualTo(1);
    assertThat(run.out()).endsWith("Failed: 3 missing keys\n");
  }

  @Test
  void somebodyElsesEditEndsTheWaitWithOne() {
    var run = command("alter", "sink", "avro-sink", "set", "from", "matview-2", "--wait");
    var over = begin(run);

    done("alter", "sink", "avro-sink", "set", "from", "matview-3");

    assertThat(over.join().code()).isEqualTo(1);
    assertThat(run.out()).contains("names matview-3 now: somebody has changed it");
  }

  @Test
  void ctrlCLeavesTheCutoverGoingAndSaysSo(@TempDir Path scratch) throws Exception {
    var out = scratch.resolve("out");
    var err = scratch.resolve("err");
    var process = launch(out, err);
    try {
      within("from is written").until(() -> sink().getSpec().from().name().equals("matview-2"));
      step("CatchingUp", "Waiting until the sink has caught up");
      within("the step is told").until(() -> Files.readString(out).contains("CatchingUp"));

      new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();

      assertThat(process.waitFor(30, TimeUnit.SECONDS)).as("ended").isTrue();
    } finally {
      process.destroyForcibly();
    }
    assertThat(Files.readString(err))
        .isEqualTo(
            """

            The cutover goes on. See: kubectl headgate get sink avro-sink -w
            To give it up: kubectl headgate abort sink avro-sink
            """);
    assertThat(sink().getSpec().from().name()).isEqualTo("matview-2");
  }

  /** Heeds SIGINT also where this process ignores it, as what a script runs in the background. */
  private Process launch(Path out, Path err) throws IOException {
    return new ProcessBuilder(
            "env",
            "--default-signal=INT",
            ProcessHandle.current().info().command().orElseThrow(),
            "-cp",
            System.getProperty("java.class.path"),
            Main.class.getName(),
            "alter",
            "sink",
            "avro-sink",
            "set",
            "from",
            "matview-2",
            "--wait",
            "--kubeconfig",
            kubernetes.kubeconfig().toString(),
            "--namespace",
            NAMESPACE)
        .redirectOutput(out.toFile())
        .redirectError(err.toFile())
        .start();
  }

  /** Begins a command, and returns once it has changed the Sink. */
  private CompletableFuture<Run> begin(Run run) {
    var over = run.begin();
    within("from is written").until(() -> sink().getSpec().from().name().equals("matview-2"));
    return over;
  }

  private void passes(Run run, String step, String message) {
    step(step, message);
    within(step + " is told").until(() -> run.out().contains(step + ": " + message));
  }
}
