package dev.headgate.bench.machine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What figures were taken on.
 *
 * @param cores as this process may use them
 * @param fileSystem where the servers keep their data
 */
public record Machine(
    String processor,
    int cores,
    double memoryMiB,
    String kernel,
    String architecture,
    String jdk,
    String fileSystem) {

  public static Machine of(Proc proc) {
    return new Machine(
        proc.processor(),
        Runtime.getRuntime().availableProcessors(),
        proc.totalMemory(),
        System.getProperty("os.name") + " " + System.getProperty("os.version"),
        System.getProperty("os.arch"),
        System.getProperty("java.vm.vendor") + " " + Runtime.version(),
        fileSystemOfServers());
  }

  private static String fileSystemOfServers() {
    try {
      return Files.getFileStore(Path.of(System.getProperty("java.io.tmpdir"))).type();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
