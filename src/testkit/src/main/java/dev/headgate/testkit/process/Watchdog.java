package dev.headgate.testkit.process;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Ends processes and deletes their directory once this JVM is gone, however it went.
 *
 * <p>It is a shell that reads from a pipe of which only this JVM holds the other end. The pipe ends
 * when the JVM closes it, exits, or is killed with SIGKILL, where a shutdown hook would not run.
 * The shell runs in a session of its own where {@code setsid} exists, so that a signal to the
 * process group of the build ends the build, and not what cleans up after it.
 *
 * <p>Thread-safe.
 */
public final class Watchdog implements AutoCloseable {

  // A negative number is the group of a process that leads one, and nothing for any other. rm is
  // repeated because a dying server may still create a file between rm's two looks.
  private static final String SCRIPT =
      """
      trap '' HUP INT QUIT TERM
      pids=' '
      while read -r change pid; do
        case "$change$pids" in
          release*" $pid "*) pids="${pids%%" $pid "*} ${pids#*" $pid "}" ;;
          guard*) pids="$pids$pid " ;;
        esac
      done
      for pid in $pids; do
        kill -s KILL -- "-$pid" 2>/dev/null
        kill -s KILL -- "$pid" 2>/dev/null
      done
      tries=0
      until rm -rf -- "$1" 2>/dev/null || [ $tries -ge 100 ]; do
        tries=$((tries + 1))
        sleep 0.1
      done
      """;

  private static final long CLOSE_SECONDS = 15;

  private final Path directory;
  private final Process shell;
  private final OutputStream pipe;

  private Watchdog(Path directory, Process shell) {
    this.directory = directory;
    this.shell = shell;
    this.pipe = shell.getOutputStream();
  }

  /** Watches over {@code directory}, and over no process yet. */
  public static Watchdog over(Path directory) throws IOException {
    List<String> command = new ArrayList<>();
    if (Files.isExecutable(Path.of("/usr/bin/setsid"))) {
      command.add("/usr/bin/setsid");
    }
    command.addAll(List.of("/bin/sh", "-c", SCRIPT, "watchdog", directory.toString()));
    Process shell =
        new ProcessBuilder(command)
            .directory(Path.of("/").toFile())
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    return new Watchdog(directory, shell);
  }

  /**
   * From now on {@code pid}, and its process group if it leads one, is killed when this JVM is
   * gone.
   */
  public void guard(long pid) {
    tell("guard " + pid);
  }

  /** The process has ended: its pid may soon be somebody else's. */
  public void release(long pid) {
    tell("release " + pid);
  }

  private synchronized void tell(String line) {
    try {
      pipe.write((line + "\n").getBytes(StandardCharsets.US_ASCII));
      pipe.flush();
    } catch (IOException e) {
      throw new UncheckedIOException("The watchdog over " + directory + " is gone", e);
    }
  }

  /**
   * Kills the guarded processes, if there are any, and deletes the directory. On return both are
   * gone.
   */
  @Override
  public void close() {
    try {
      pipe.close();
      if (!shell.waitFor(CLOSE_SECONDS, TimeUnit.SECONDS) || Files.exists(directory)) {
        throw new IllegalStateException(
            "Directory %s could not be deleted within %d s; delete it by hand."
                .formatted(directory, CLOSE_SECONDS));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      // The shell goes on without us.
      Thread.currentThread().interrupt();
    }
  }
}
