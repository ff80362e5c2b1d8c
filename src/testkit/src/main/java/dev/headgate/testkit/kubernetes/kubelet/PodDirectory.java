package dev.headgate.testkit.kubernetes.kubelet;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where a pod's files are: {@code work} is where its programs start, {@code home} their HOME,
 * {@code volumes/<name>} and {@code logs/<container>/<run>.log} are what they say.
 *
 * @param root absolute
 */
record PodDirectory(Path root) {

  static PodDirectory create(Path root) throws IOException {
    Files.createDirectories(root.resolve("work"));
    Files.createDirectories(root.resolve("home"));
    return new PodDirectory(root);
  }

  Path work() {
    return root.resolve("work");
  }

  Path home() {
    return root.resolve("home");
  }

  Path volume(String name) {
    return root.resolve("volumes").resolve(name);
  }

  Path kubeconfig() {
    return root.resolve("kubeconfig");
  }

  /** Makes the place for a run's log; the file is not there yet. */
  Path newLog(String container, int run) throws IOException {
    Path log = log(container, run);
    Files.createDirectories(log.getParent());
    return log;
  }

  private Path log(String container, int run) {
    return root.resolve("logs").resolve(container).resolve(run + ".log");
  }

  /** What a run printed, if it has started. */
  Optional<String> readLog(String container, int run) throws IOException {
    Path log = log(container, run);
    return Files.exists(log)
        ? Optional.of(new String(Files.readAllBytes(log), StandardCharsets.UTF_8))
        : Optional.empty();
  }

  /** All of it; only once no process of the pod is left. */
  void delete() throws IOException {
    Trees.delete(root);
  }
}
