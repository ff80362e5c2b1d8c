package dev.headgate.bench.stage;

import dev.headgate.dataflow.sink.SinkId;
import dev.headgate.testkit.process.JavaCommand;
import dev.headgate.testkit.process.ServerProcess;
import dev.headgate.testkit.process.Signal;
import dev.headgate.worker.process.Main;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * A worker in a JVM of its own, as in production, with one sink. It may be ended and started again.
 *
 * <p>Not thread-safe; its {@link #endpoint} is.
 */
public final class Worker implements AutoCloseable {

  private static final Duration STOP_LIMIT = Duration.ofSeconds(30);

  private final WorkerLaunch launch;
  private final ServerProcess process = ServerProcess.named("worker");
  private final WorkerEndpoint endpoint;

  /** Nothing is assigned and nothing runs yet. */
  public Worker(SinkId sink, WorkerLaunch launch) throws IOException {
    this.launch = launch;
    this.endpoint = new WorkerEndpoint(sink, process.directory());
    Files.createDirectory(endpoint.assignments());
    Files.createDirectory(temporaryDirectory());
    Files.writeString(endpoint.token(), UUID.randomUUID().toString());
  }

  /** Starts it; on return it has just begun to. */
  public void start() throws IOException {
    Files.deleteIfExists(endpoint.port());
    List<String> command = new ArrayList<>();
    command.add("/usr/bin/env");
    command.add("HEADGATE_ASSIGNMENTS=" + endpoint.assignments());
    command.add("HEADGATE_LISTEN=127.0.0.1:0");
    command.add("HEADGATE_PORT_FILE=" + endpoint.port());
    command.add("HEADGATE_TOKEN_FILE=" + endpoint.token());
    command.addAll(JavaCommand.java(temporaryDirectory()));
    command.addAll(launch.options());
    command.addAll(List.of("-cp", launch.classPath(), Main.class.getName()));
    process.start(command);
  }

  /** SIGTERM; on return it has ended. */
  public void stop() {
    process.end(Signal.TERM, STOP_LIMIT);
  }

  /** SIGKILL; on return it has ended. */
  public void kill() {
    process.end(Signal.KILL, STOP_LIMIT);
  }

  public boolean isRunning() {
    return process.isRunning();
  }

  /** What all its processes printed, the end of it. */
  public String logTail() {
    return process.logTail();
  }

  public long pid() {
    return process.pid();
  }

  /** How it is told and asked; lives as long as this. */
  public WorkerEndpoint endpoint() {
    return endpoint;
  }

  /** Where {@link #endpoint} finds its files, also from another process. */
  public Path directory() {
    return process.directory();
  }

  private Path temporaryDirectory() {
    return process.directory().resolve("tmp");
  }

  /** Kills it and deletes its files. */
  @Override
  public void close() {
    endpoint.close();
    process.close();
  }
}
