package dev.headgate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Expected output, in files. {@code -Dheadgate.golden.write=true} writes them anew: read the diff.
 */
public final class Golden {

  /** Maven runs tests in the module's own directory. */
  private static final Path FOLDER = Path.of("src/test/resources/golden");

  private Golden() {}

  /** The text must be that of the file. */
  public static void assertThatIsGolden(String file, String text) {
    var path = FOLDER.resolve(file);
    try {
      if (Boolean.getBoolean("headgate.golden.write")) {
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
      }
      assertThat(text)
          .as("%s; -Dheadgate.golden.write=true writes it anew", path)
          .isEqualTo(Files.readString(path));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
