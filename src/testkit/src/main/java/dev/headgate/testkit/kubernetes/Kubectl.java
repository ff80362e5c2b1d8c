package dev.headgate.testkit.kubernetes;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Runs {@code kubectl} against one cluster, whatever this machine's own kubeconfig says.
 *
 * <p>Thread-safe.
 *
 * @param directory for its discovery cache and for what it prints
 */
record Kubectl(Path program, Path kubeconfig, Path directory) {

  private static final Duration LIMIT = Duration.ofMinutes(3);

  /**
   * What it printed on standard output.
   *
   * @throws IllegalStateException if it fails, with what it printed on standard error, or has not
   *     ended after three minutes
   */
  String run(String... arguments) {
    List<String> command = new ArrayList<>(List.of(program.toString()));
    command.addAll(List.of(arguments));
    Path out = null;
    Path err = null;
    try {
      out = Files.createTempFile(directory, "kubectl-", ".out");
      err = Files.createTempFile(directory, "kubectl-", ".err");
      ProcessBuilder builder = new ProcessBuilder(command);
      builder
          .environment()
          .putAll(Map.of("KUBECONFIG", kubeconfig.toString(), "HOME", directory.toString()));
      builder.redirectInput(Path.of("/dev/null").toFile());
      Process process = builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
      await(process, command);
      if (process.exitValue() != 0) {
        throw new IllegalStateException(
            "%s ended with status %d:\n%s"
                .formatted(
                    String.join(" ", command), process.exitValue(), Files.readString(err).strip()));
      }
      return Files.readString(out);
    } catch (IOException e) {
      throw new UncheckedIOException("kubectl could not be run", e);
    }
  }

  private static void await(Process process, List<String> command) {
    try {
      if (!process.waitFor(LIMIT.toNanos(), TimeUnit.NANOSECONDS)) {
        throw new IllegalStateException(
            "%s has not ended after %d s.".formatted(String.join(" ", command), LIMIT.toSeconds()));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while waiting for kubectl", e);
    } finally {
      process.destroyForcibly();
    }
  }
}
