package dev.headgate.operator.endtoend;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * What test and {@link HoldingWorker} say to each other about the commit of one sink's cutover: a
 * file that holds it back, and one that tells that it is held.
 */
record CommitHold(Path hold, Path held) {

  /** Longer than a test may take until it lets go. */
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private static final Duration POLL = Duration.ofMillis(5);

  /** Of that sink, in a directory that both know. */
  static CommitHold of(Path directory, String sink) {
    return new CommitHold(directory.resolve(sink + ".hold"), directory.resolve(sink + ".held"));
  }

  /** The next cutover's commit will not be sent. */
  void arm() throws IOException {
    Files.deleteIfExists(held);
    Files.createFile(hold);
  }

  /** Waits until all of the cutover's transaction is at the broker, but for the commit. */
  void awaitHeld() {
    await("the worker is about to commit the cutover")
        .atMost(LIMIT)
        .pollInterval(POLL)
        .until(() -> Files.exists(held));
  }

  /** Lets the commit go on its way, and any later one. */
  void release() throws IOException {
    Files.deleteIfExists(hold);
  }

  /** In the worker: returns once the commit may be sent. */
  void pass() throws IOException {
    if (Files.exists(hold)) {
      Files.createFile(held);
      await().atMost(LIMIT).pollInterval(POLL).until(() -> !Files.exists(hold));
    }
  }
}
