package dev.headgate.bench.stage;

import dev.headgate.control.Assignment;
import dev.headgate.control.AssignmentJson;
import dev.headgate.control.DesiredJson;
import dev.headgate.control.ObservedJson;
import dev.headgate.dataflow.cutover.Desired;
import dev.headgate.dataflow.cutover.Observed;
import dev.headgate.dataflow.sink.SinkId;
import dev.headgate.testkit.process.JavaCommand;
import dev.headgate.testkit.process.ServerProcess;
import dev.headgate.testkit.process.Signal;
import dev.headgate.worker.process.Main;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * A worker in a JVM of its own, as in production, with one sink. It may be ended and started again.
 *
 * <p>Not thread-safe.
 */
final class Worker implements AutoCloseable {

  private static final Duration STOP_LIMIT = Duration.ofSeconds(30);
  private static final Duration REQUEST_LIMIT = Duration.ofSeconds(5);

  private final SinkId sink;
  private final WorkerLaunch launch;
  private final String token = UUID.randomUUID().toString();
  private final ServerProcess process = ServerProcess.named("worker");
  private final HttpClient http = HttpClient.newHttpClient();

  Worker(SinkId sink, WorkerLaunch launch) throws IOException {
    this.sink = sink;
    this.launch = launch;
    Files.createDirectory(file("assignments"));
    Files.createDirectory(file("tmp"));
    Files.writeString(file("token"), token);
  }

  /** Writes the file that it starts from. */
  void assign(Desired desired) throws IOException {
    Files.write(
        file("assignments").resolve("sink.json"),
        new AssignmentJson().write(new Assignment(sink, desired)));
  }

  /** Starts it; on return it has just begun to. */
  void start() throws IOException {
    Files.deleteIfExists(file("port"));
    List<String> command = new ArrayList<>();
    command.add("/usr/bin/env");
    command.add("HEADGATE_ASSIGNMENTS=" + file("assignments"));
    command.add("HEADGATE_LISTEN=127.0.0.1:0");
    command.add("HEADGATE_PORT_FILE=" + file("port"));
    command.add("HEADGATE_TOKEN_FILE=" + file("token"));
    command.addAll(JavaCommand.java(file("tmp")));
    command.addAll(launch.options());
    command.addAll(List.of("-cp", launch.classPath(), Main.class.getName()));
    process.start(command);
  }

  /** SIGTERM; on return it has ended. */
  void stop() {
    process.end(Signal.TERM, STOP_LIMIT);
  }

  boolean isRunning() {
    return process.isRunning();
  }

  /** What all its processes printed, the end of it. */
  String logTail() {
    return process.logTail();
  }

  long pid() {
    return process.pid();
  }

  /** What it says; empty while it does not answer. */
  Optional<Observed> observed() throws InterruptedException {
    return call("GET", "/v1/sinks/" + sink, Optional.empty())
        .filter(answer -> answer.statusCode() == 200)
        .map(answer -> new ObservedJson().read(answer.body()));
  }

  /** Tells it what is wanted. Whether it heard shows in what it says next. */
  void tell(Desired desired) throws InterruptedException {
    call("PUT", "/v1/sinks/" + sink, Optional.of(new DesiredJson().write(desired)));
  }

  /** Its metrics, in Prometheus' text format. */
  String metrics() throws InterruptedException {
    return call("GET", "/metrics", Optional.empty())
        .map(answer -> new String(answer.body(), StandardCharsets.UTF_8))
        .orElseThrow(() -> new IllegalStateException("The worker does not tell its metrics."));
  }

  private Optional<HttpResponse<byte[]>> call(String method, String path, Optional<byte[]> body)
      throws InterruptedException {
    try {
      String port = Files.readString(file("port")).strip();
      var request =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
              .timeout(REQUEST_LIMIT)
              .header("Authorization", "Bearer " + token)
              .method(
                  method, body.map(BodyPublishers::ofByteArray).orElseGet(BodyPublishers::noBody))
              .build();
      return Optional.of(http.send(request, BodyHandlers.ofByteArray()));
    } catch (IOException unreachable) {
      return Optional.empty(); // not up yet
    }
  }

  private Path file(String name) {
    return process.directory().resolve(name);
  }

  /** Kills it and deletes its files. */
  @Override
  public void close() {
    http.close();
    process.close();
  }
}
