package dev.headgate.testkit.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ServerProcessTest {

  private static final Duration LIMIT = Duration.ofSeconds(20);

  @Test
  void closingEndsTheProcessAndItsChildrenAndDeletesTheDirectory() throws Exception {
    ServerProcess server = ServerProcess.named("sleepers");
    server.start(List.of("/bin/sh", "-c", "sleep 600 & sleep 600 & wait"));
    ProcessHandle parent = ProcessHandle.of(server.pid()).orElseThrow();
    await().until(() -> parent.children().count() == 2);
    List<ProcessHandle> children = parent.children().toList();

    server.close();

    assertThat(parent.isAlive()).isFalse();
    await("init to reap the children")
        .untilAsserted(() -> assertThat(children).noneMatch(ProcessHandle::isAlive));
    assertThat(server.directory()).doesNotExist();
  }

  @Test
  void killingTheJvmThatStartedAServerEndsTheServerAndDeletesItsDirectory() throws Exception {
    List<String> command = JavaCommand.java(Path.of(System.getProperty("java.io.tmpdir")));
    command.addAll(List.of("-cp", JavaCommand.classPath(), Owner.class.getName()));
    Process owner =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    try (var out = owner.inputReader()) {
      ProcessHandle server = ProcessHandle.of(Long.parseLong(out.readLine())).orElseThrow();
      Path directory = Path.of(out.readLine());
      assertThat(directory).exists();

      owner.destroyForcibly().waitFor();

      await("end of the orphan").atMost(LIMIT).until(() -> !server.isAlive());
      await("no directory").atMost(LIMIT).until(() -> Files.notExists(directory));
    } finally {
      owner.destroyForcibly();
    }
  }

  /** A JVM that starts a server, tells its pid and directory, and waits to be killed. */
  static final class Owner {
    public static void main(String[] args) throws Exception {
      ServerProcess server = ServerProcess.named("orphan");
      server.start(List.of("/bin/sleep", "600"));
      System.out.println(server.pid());
      System.out.println(server.directory());
      System.in.read();
    }
  }

  @Test
  void aServerThatEndsBeforeItIsReadyFailsWithWhatItPrinted() {
    try (ServerProcess server = ServerProcess.named("talker")) {
      server.start(List.of("/bin/sh", "-c", "echo no such luck; exit 3"));

      assertThatThrownBy(() -> server.awaitReady(LIMIT, () -> false))
          .hasMessageContaining("talker ended with status 3 before it was ready")
          .hasMessageContaining("no such luck");
    }
  }

  @Test
  void aServerThatIgnoresTheSignalIsReportedAndGoesOn() {
    try (ServerProcess server = ServerProcess.named("deaf")) {
      server.start(
          List.of("/bin/sh", "-c", "trap '' TERM; touch ready; while :; do sleep 1; done"));
      server.awaitReady(LIMIT, () -> Files.exists(server.directory().resolve("ready")));

      assertThatThrownBy(() -> server.end(Signal.TERM, Duration.ofMillis(100)))
          .hasMessageContaining("deaf still runs 100 ms after SIGTERM");
      assertThat(server.isRunning()).isTrue();
    }
  }
}
