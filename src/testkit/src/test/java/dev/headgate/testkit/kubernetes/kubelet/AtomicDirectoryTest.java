package dev.headgate.testkit.kubernetes.kubelet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicDirectoryTest {

  @TempDir private Path directory;
  private AtomicDirectory written;

  @BeforeEach
  void begin() {
    written = new AtomicDirectory(directory);
  }

  @Test
  void filesHaveTheirContentsAndModes() throws IOException {
    written.write(
        Map.of("key", VolumeFile.of("secret", 0400), "tls/ca.crt", VolumeFile.of("ca", 0644)));

    assertThat(directory.resolve("key")).hasContent("secret");
    assertThat(directory.resolve("tls/ca.crt")).hasContent("ca");
    assertThat(Files.getPosixFilePermissions(directory.resolve("key")))
        .isEqualTo(PosixFilePermissions.fromString("r--------"));
  }

  @Test
  void allFilesChangeByOneLink() throws IOException {
    written.write(Map.of("a", VolumeFile.of("1", 0644), "b", VolumeFile.of("1", 0644)));
    Path before = directory.resolve("..data").toRealPath();

    written.write(Map.of("a", VolumeFile.of("2", 0644), "c", VolumeFile.of("2", 0644)));

    assertThat(directory.resolve("a")).hasContent("2");
    assertThat(directory.resolve("c")).hasContent("2");
    assertThat(directory.resolve("b")).doesNotExist();
    assertThat(directory.resolve("..data").toRealPath()).isNotEqualTo(before);
    assertThat(before).doesNotExist();
  }

  @Test
  void unchangedFilesAreLeftAlone() throws IOException {
    written.write(Map.of("a", VolumeFile.of("1", 0644)));
    Path before = directory.resolve("..data").toRealPath();

    written.write(Map.of("a", VolumeFile.of("1", 0644)));

    assertThat(directory.resolve("..data").toRealPath()).isEqualTo(before);
  }
}
