package dev.headgate.bench.soak;

import dev.headgate.dataflow.cutover.Attempt;
import dev.headgate.dataflow.cutover.Wanted;
import dev.headgate.testkit.process.JavaCommand;
import dev.headgate.testkit.process.ServerProcess;
import dev.headgate.testkit.process.Signal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The operator without Kubernetes in a JVM of its own. What it has to remember is in files, each
 * written before what follows from it is done, so it may be killed and started again at any moment.
 *
 * <p>Not thread-safe where it starts and ends; the rest is.
 */
final class OperatorJvm implements AutoCloseable {

  private static final Duration STOP_LIMIT = Duration.ofSeconds(30);

  private final ServerProcess process = ServerProcess.named("operator");
  private final OperatorFiles files;
  private final Path worker;

  /**
   * Of a Sink that has just been applied; nothing runs yet.
   *
   * @param worker the worker's directory
   */
  OperatorJvm(Wanted first, Path worker) throws IOException {
    this.files = new OperatorFiles(process.directory());
    this.worker = worker;
    Files.createDirectory(temporaryDirectory());
    files.edit(first);
  }

  /** Starts it; on return it has just begun to. */
  void start() {
    var command = JavaCommand.java(temporaryDirectory());
    command.addAll(
        List.of(
            "-Xmx64m",
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-cp",
            JavaCommand.classPath(),
            OperatorMain.class.getName(),
            process.directory().toString(),
            worker.toString()));
    process.start(command);
  }

  /** SIGKILL; on return it has ended. */
  void kill() {
    process.end(Signal.KILL, STOP_LIMIT);
  }

  /** Edits the Sink. */
  void edit(Wanted wanted) throws IOException {
    files.edit(wanted);
  }

  /** The try that the Sink's status has. */
  Optional<Attempt> attempt() throws IOException {
    return files.attempt();
  }

  /** What all its processes printed, the end of it. */
  String logTail() {
    return process.logTail();
  }

  private Path temporaryDirectory() {
    return process.directory().resolve("tmp");
  }

  /** Kills it and deletes its files. */
  @Override
  public void close() {
    process.close();
  }
}
