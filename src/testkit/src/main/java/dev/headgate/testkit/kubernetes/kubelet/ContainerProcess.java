package dev.headgate.testkit.kubernetes.kubelet;

import dev.headgate.testkit.process.Watchdog;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One run of a container. As with a container, all processes that it started end with its first
 * one: they are its process group, in a session of its own where {@code setsid} exists.
 *
 * <p>Thread-safe.
 */
final class ContainerProcess {

  private static final Logger log = LoggerFactory.getLogger(ContainerProcess.class);
  private static final Path SETSID = Path.of("/usr/bin/setsid");

  private final Process process;
  private final CompletableFuture<Integer> exit;

  private ContainerProcess(Process process, Watchdog watchdog) {
    this.process = process;
    this.exit =
        process
            .onExit()
            .thenApply(
                ended -> {
                  if (killGroup()) {
                    watchdog.release(ended.pid());
                  }
                  return ended.exitValue();
                });
  }

  /**
   * Starts {@code launch}, whose output is appended to {@code output}.
   *
   * @throws IOException if there is no such program or it may not be executed
   */
  static ContainerProcess start(Launch launch, Path output, Watchdog watchdog) throws IOException {
    List<String> command = new ArrayList<>();
    if (Files.isExecutable(SETSID)) {
      command.add(SETSID.toString());
    }
    command.add(program(launch).toString());
    command.addAll(launch.command().subList(1, launch.command().size()));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(launch.directory().toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()));
    builder.environment().clear();
    builder.environment().putAll(launch.environment());
    Process started = builder.start();
    watchdog.guard(started.pid());
    started.getOutputStream().close();
    return new ContainerProcess(started, watchdog);
  }

  /** Looked for here, because setsid would only say on the log that there is none. */
  private static Path program(Launch launch) throws IOException {
    String name = launch.command().getFirst();
    List<Path> candidates =
        name.contains("/")
            ? List.of(launch.directory().resolve(name))
            : path(launch.environment()).stream().map(entry -> entry.resolve(name)).toList();
    return candidates.stream()
        .filter(candidate -> Files.isRegularFile(candidate) && Files.isExecutable(candidate))
        .findFirst()
        .orElseThrow(
            () -> new IOException("exec: \"%s\": executable file not found".formatted(name)));
  }

  private static List<Path> path(Map<String, String> environment) {
    return Arrays.stream(environment.getOrDefault("PATH", "").split(File.pathSeparator))
        .filter(entry -> !entry.isEmpty())
        .map(Path::of)
        .toList();
  }

  long pid() {
    return process.pid();
  }

  /** Completes with the exit code once the process has ended and its group was killed. */
  CompletableFuture<Integer> onExit() {
    return exit;
  }

  /** SIGTERM to the first process, as a container engine does. */
  void terminate() {
    process.destroy();
  }

  /** SIGKILL to the first process; the others follow. */
  void kill() {
    // Where there are no groups this is the last moment at which the family is known.
    List<ProcessHandle> family =
        Files.isExecutable(SETSID) ? List.of() : process.descendants().toList();
    process.destroyForcibly();
    family.forEach(ProcessHandle::destroyForcibly);
  }

  /** False if it could not be tried: then the watchdog has to do it. */
  private boolean killGroup() {
    try {
      new ProcessBuilder("/bin/sh", "-c", "kill -s KILL -- -" + pid())
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor();
      return true;
    } catch (IOException e) {
      log.error("Process group lives on until the kubelet ends pgid={}", pid(), e);
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
