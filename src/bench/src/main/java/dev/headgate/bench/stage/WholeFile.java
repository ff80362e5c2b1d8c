package dev.headgate.bench.stage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Files that are read while they are written, by other processes too. */
public final class WholeFile {

  private WholeFile() {}

  /** Replaces a file; a reader sees all of the old or all of the new one. */
  public static void write(Path file, byte[] content) throws IOException {
    Path beside = file.resolveSibling("." + file.getFileName());
    Files.write(beside, content);
    Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE);
  }
}
