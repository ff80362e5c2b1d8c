package dev.headgate.testkit.process;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.awaitility.core.ConditionTimeoutException;

/**
 * A server that runs as a child process, at most one at a time, in a temporary directory of its
 * own.
 *
 * <p>It may be started, ended and started again; the directory lives until {@link #close}. Process
 * and directory go with this JVM, even if that is killed. What the process prints goes to a file in
 * the directory, whose end is part of every error message.
 *
 * <p>Not thread-safe: one caller.
 */
public final class ServerProcess implements AutoCloseable {

  private static final int LOG_TAIL_LINES = 40;
  private static final Duration POLL = Duration.ofMillis(10);

  private final String name;
  private final Path directory;
  private final Watchdog watchdog;
  private Optional<Process> process = Optional.empty();

  private ServerProcess(String name, Path directory, Watchdog watchdog) {
    this.name = name;
    this.directory = directory;
    this.watchdog = watchdog;
  }

  /**
   * Makes the directory and starts nothing yet.
   *
   * @param name what error messages call the server; part of the directory's name
   */
  public static ServerProcess named(String name) {
    try {
      Path directory = Files.createTempDirectory("headgate-" + name + "-").toRealPath();
      return new ServerProcess(name, directory, Watchdog.over(directory));
    } catch (IOException e) {
      throw new UncheckedIOException("No temporary directory for " + name, e);
    }
  }

  /** Where the server keeps its data, absolute. */
  public Path directory() {
    return directory;
  }

  /**
   * Starts {@code command} with the server's directory as its working directory, and returns before
   * it is ready.
   *
   * @throws IllegalStateException if it runs already
   */
  public void start(List<String> command) {
    if (isRunning()) {
      throw new IllegalStateException(
          "%s runs already, with pid %d; stop it first.".formatted(name, pid()));
    }
    release();
    try {
      Process started =
          new ProcessBuilder(command)
              .directory(directory.toFile())
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
              .start();
      watchdog.guard(started.pid());
      process = Optional.of(started);
    } catch (IOException e) {
      throw new UncheckedIOException("%s could not be started".formatted(name), e);
    }
  }

  /**
   * Runs a command that prepares the server's start, and waits for its end.
   *
   * @throws IllegalStateException if it fails, or has not ended after {@code limit}
   */
  public void run(Duration limit, List<String> command) {
    start(command);
    Process running = process.orElseThrow();
    try {
      if (!running.waitFor(limit.toNanos(), TimeUnit.NANOSECONDS) || running.exitValue() != 0) {
        throw new IllegalStateException(
            "%s failed for %s.\n%s".formatted(command, name, logTail()));
      }
      release();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while running " + command, e);
    }
  }

  /**
   * Waits until {@code ready} answers true; an exception that it throws counts as "not yet".
   *
   * @throws IllegalStateException if the process ends first or {@code limit} passes; what the
   *     server last printed is in the message
   */
  public void awaitReady(Duration limit, Callable<Boolean> ready) {
    try {
      await()
          .pollDelay(Duration.ZERO)
          .pollInterval(POLL)
          .atMost(limit)
          .ignoreExceptions()
          .until(() -> !isRunning() || ready.call());
    } catch (ConditionTimeoutException e) {
      throw new IllegalStateException(
          "%s was not ready after %d ms.\n%s".formatted(name, limit.toMillis(), logTail()), e);
    }
    if (!isRunning()) {
      throw new IllegalStateException(
          "%s ended with status %d before it was ready.\n%s"
              .formatted(name, process.orElseThrow().exitValue(), logTail()));
    }
  }

  /** True from {@link #start} until the process has ended, by whatever cause. */
  public boolean isRunning() {
    return process.filter(Process::isAlive).isPresent();
  }

  /**
   * The operating system's number of the process that was started last.
   *
   * @throws IllegalStateException if none was started
   */
  public long pid() {
    return process.orElseThrow(() -> new IllegalStateException(name + " was never started.")).pid();
  }

  /**
   * Sends {@code signal} and waits until the process and the children that it had have ended. Does
   * nothing if it does not run.
   *
   * @throws IllegalStateException if it still runs after {@code limit}; it then goes on running
   */
  public void end(Signal signal, Duration limit) {
    if (!isRunning()) {
      release();
      return;
    }
    Process running = process.orElseThrow();
    List<ProcessHandle> family = running.descendants().toList();
    try {
      send(signal, running.toHandle());
      if (signal == Signal.KILL) {
        family.forEach(child -> send(signal, child));
      }
      long deadline = System.nanoTime() + limit.toNanos();
      boolean ended = running.waitFor(limit.toNanos(), TimeUnit.NANOSECONDS);
      // A server that starts next in this directory must not meet a child of the one before.
      while (ended && family.stream().anyMatch(ServerProcess::executes)) {
        ended = System.nanoTime() < deadline;
        Thread.sleep(POLL);
      }
      if (!ended) {
        throw new IllegalStateException(
            "%s still runs %d ms after SIG%s.\n%s"
                .formatted(name, limit.toMillis(), signal, logTail()));
      }
      release();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while waiting for the end of " + name, e);
    }
  }

  private void release() {
    process.ifPresent(ended -> watchdog.release(ended.pid()));
  }

  /** A child that has ended, but was not yet reaped by init, is alive without a command. */
  private static boolean executes(ProcessHandle child) {
    return child.isAlive() && child.info().command().isPresent();
  }

  private static void send(Signal signal, ProcessHandle target) {
    switch (signal) {
      case KILL -> target.destroyForcibly();
      case TERM -> target.destroy();
      case INT, QUIT -> shellKill(signal, target.pid());
    }
  }

  private static void shellKill(Signal signal, long pid) {
    try {
      new ProcessBuilder("/bin/sh", "-c", "kill -s " + signal + " " + pid).start().waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The last lines that the server printed. */
  public String logTail() {
    try {
      List<String> lines = Files.readAllLines(log());
      return String.join(
          "\n", lines.subList(Math.max(0, lines.size() - LOG_TAIL_LINES), lines.size()));
    } catch (IOException e) {
      return "(its log %s cannot be read: %s)".formatted(log(), e);
    }
  }

  private Path log() {
    return directory.resolve("server.log");
  }

  /** Kills the server, if it runs, and deletes its directory. */
  @Override
  public void close() {
    if (Files.exists(directory)) {
      end(Signal.KILL, Duration.ofSeconds(15));
      watchdog.close();
    }
  }
}
