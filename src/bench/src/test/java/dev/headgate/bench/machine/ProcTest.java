package dev.headgate.bench.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On files with the contents that Linux gives them. */
class ProcTest {

  @TempDir Path root;

  @BeforeEach
  void files() throws IOException {
    write("stat", "cpu  1000 20 300 40000 500 6 70 800 90 10\ncpu0 1 2 3\n");
    write(
        "7/stat",
        "7 (postgres: (x) y) S 1 7 7 0 -1 4194560 100 0 0 0 150 50 1000 200 20 0 1 0 99 1 1\n");
    write("7/status", "Name:\tpostgres\nVmHWM:\t  204800 kB\nVmRSS:\t  102451 kB\n");
    write("meminfo", "MemTotal:       2097152 kB\nMemFree: 1 kB\n");
  }

  private void write(String name, String text) throws IOException {
    var file = root.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  @Test
  void timesOfTheMachineAreSummedUp() {
    assertThat(new Proc(root).machine()).isEqualTo(new Proc.Machine(13.96, 405, 8));
  }

  @Test
  void timesOfAProcessAreFoundBehindANameWithParentheses() {
    assertThat(new Proc(root).seconds(7)).isCloseTo(2, within(1e-9));
    assertThat(new Proc(root).secondsOfEndedChildren(7)).isCloseTo(12, within(1e-9));
  }

  @Test
  void aProcessThatIsGoneHasUsedNothing() {
    assertThat(new Proc(root).seconds(8)).isZero();
  }

  @Test
  void memoryIsInMebibytes() {
    assertThat(new Proc(root).memory(7)).isEqualTo(new Proc.Memory(100.0, 200));
    assertThat(new Proc(root).totalMemory()).isEqualTo(2048);
  }

  @Test
  void withoutTheseFilesItIsSaidWhereBenchmarksRun() throws IOException {
    Files.delete(root.resolve("stat"));

    assertThatThrownBy(() -> new Proc(root).machine()).hasMessageContaining("Linux");
  }
}
