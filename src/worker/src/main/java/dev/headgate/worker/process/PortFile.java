package dev.headgate.worker.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Tells a port to whoever waits for a file. */
final class PortFile {

  private PortFile() {}

  /** Writes {@code port} to {@code file}, which is there with all of it or not at all. */
  static void write(Path file, int port) throws ConfigurationException {
    try {
      var directory = file.toAbsolutePath().getParent();
      var whole = Files.createTempFile(directory, file.getFileName().toString(), ".tmp");
      Files.writeString(whole, port + "\n");
      Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new ConfigurationException(
          "%s names %s, which cannot be written: %s".formatted(WorkerSettings.PORT_FILE, file, e),
          e);
    }
  }
}
