package dev.headgate.worker.spill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpillDirectoryTest {

  @TempDir private Path directory;

  @Test
  void whatWasAppendedIsReadAtAnyPlaceAndNothingIsLeftInTheDirectory() {
    var storage = new SpillDirectory(directory, 1_000);

    try (var file = storage.create()) {
      file.append(new byte[] {9, 1, 2, 3, 9}, 1, 3);
      file.append(new byte[] {4, 5}, 0, 2);

      byte[] read = new byte[6];
      file.read(1, read, 1, 4);
      assertThat(read).containsExactly(0, 2, 3, 4, 5, 0);
      assertThat(directory).as("a process that is killed here").isEmptyDirectory();
      assertThat(storage.bytes()).isEqualTo(5);
    }
    assertThat(storage.bytes()).isZero();
  }

  @Test
  void filesDoNotGrowPastTheLimitOfAll() {
    var storage = new SpillDirectory(directory, 10);
    var first = storage.create();
    first.append(new byte[7], 0, 7);

    try (var second = storage.create()) {
      assertThatThrownBy(() -> second.append(new byte[4], 0, 4))
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageContaining("more than 10 bytes together")
          .hasMessageContaining(directory.toString());

      first.close();
      second.append(new byte[10], 0, 10);
    }
  }

  @Test
  void aDirectoryThatIsMissingAndAReadPastTheEndAreErrors() {
    assertThatThrownBy(() -> new SpillDirectory(directory.resolve("gone"), 10).create())
        .isInstanceOf(UncheckedIOException.class);
    try (var file = new SpillDirectory(directory, 10).create()) {
      file.append(new byte[3], 0, 3);
      assertThatThrownBy(() -> file.read(2, new byte[2], 0, 2))
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageContaining("ends at byte 3");
    }
  }
}
