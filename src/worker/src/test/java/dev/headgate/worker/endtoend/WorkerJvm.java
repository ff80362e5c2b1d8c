package dev.headgate.worker.endtoend;

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
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A worker in a JVM of its own, with one sink. It may be ended and started again, with the same
 * assignment file or another one.
 *
 * <p>Not thread-safe.
 */
final class WorkerJvm implements AutoCloseable {

  /** Named, not linked to: the harness starts whatever the worker's main class is. */
  private static final String MAIN = "dev.headgate.worker.process.Main";

  private static final String TOKEN = "the-token-of-the-tests";
  private static final Duration START_LIMIT = Duration.ofSeconds(30);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(20);
  private static final Duration RELEASE_LIMIT = Duration.ofSeconds(60);
  private static final Duration REQUEST_LIMIT = Duration.ofSeconds(5);

  private final SinkId sink;
  private final ServerProcess process = ServerProcess.named("worker");
  private final HttpClient http = HttpClient.newHttpClient();

  /** Of one sink; nothing is assigned and nothing runs yet. */
  WorkerJvm(SinkId sink) {
    this.sink = sink;
    write(file("token"), TOKEN.getBytes(StandardCharsets.UTF_8));
    try {
      Files.createDirectories(file("assignments"));
      Files.createDirectories(file("tmp"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes the assignment file, as the operator's Secret would. */
  void assign(Desired desired) {
    write(
        file("assignments").resolve("sink.json"),
        new AssignmentJson().write(new Assignment(sink, desired)));
  }

  /** Starts the worker; on return it answers. */
  void start() {
    start(MAIN, Map.of());
    awaitAnswer();
  }

  /** Starts one that ends, or waits, at that point of a cutover; on return it answers. */
  void startCrashingAt(CrashPoint point) {
    delete(marker());
    delete(permission());
    start(
        CrashingWorker.class.getName(),
        Map.of(
            CrashTrigger.POINT,
            point.name(),
            CrashTrigger.MARKER,
            marker().toString(),
            CrashTrigger.PERMISSION,
            permission().toString()));
    awaitAnswer();
  }

  /** Runs the worker's {@code release}, which must end by itself and with success. */
  void release() {
    delete(file("port"));
    var command = command(MAIN, Map.of());
    command.add("release");
    process.run(RELEASE_LIMIT, command);
  }

  private void start(String main, Map<String, String> environment) {
    delete(file("port"));
    process.start(command(main, environment));
  }

  private List<String> command(String main, Map<String, String> environment) {
    List<String> command = new ArrayList<>();
    command.add("/usr/bin/env");
    command.add("HEADGATE_ASSIGNMENTS=" + file("assignments"));
    command.add("HEADGATE_LISTEN=127.0.0.1:0");
    command.add("HEADGATE_PORT_FILE=" + file("port"));
    command.add("HEADGATE_TOKEN_FILE=" + file("token"));
    environment.forEach((name, value) -> command.add(name + "=" + value));
    command.addAll(JavaCommand.java(file("tmp")));
    command.addAll(
        List.of(
            "-Xmx256m",
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-cp",
            JavaCommand.classPath(),
            main));
    return command;
  }

  private void awaitAnswer() {
    process.awaitReady(START_LIMIT, () -> observed().isPresent());
  }

  /** SIGKILL; on return the process has ended. */
  void kill() {
    process.end(Signal.KILL, STOP_LIMIT);
  }

  /** SIGTERM; on return the process has ended. */
  void stop() {
    process.end(Signal.TERM, STOP_LIMIT);
  }

  boolean isRunning() {
    return process.isRunning();
  }

  /** Whether a worker that was to crash has come to its point. */
  boolean hasReachedItsPoint() {
    return Files.exists(marker());
  }

  /** Lets a worker go on that waits at its point. */
  void permitToGoOn() {
    write(permission(), new byte[0]);
  }

  /** What it says of the sink; empty if it cannot be asked. */
  Optional<Observed> observed() {
    try {
      var answer = send(request().GET());
      return answer.statusCode() == 200
          ? Optional.of(new ObservedJson().read(answer.body()))
          : Optional.empty();
    } catch (IOException unreachable) {
      return Optional.empty();
    }
  }

  /** Tells it what is wanted; the HTTP status, or empty if it cannot be told. */
  Optional<Integer> put(Desired desired) {
    try {
      var body = BodyPublishers.ofByteArray(new DesiredJson().write(desired));
      return Optional.of(
          send(request().header("Content-Type", "application/json").PUT(body)).statusCode());
    } catch (IOException unreachable) {
      return Optional.empty();
    }
  }

  /** What it says of a place in the topic, as JSON. */
  String relationAt(int partition, long offset) throws IOException {
    var question = "/relation-at?partition=%d&offset=%d".formatted(partition, offset);
    return new String(send(request(question).GET()).body(), StandardCharsets.UTF_8);
  }

  private HttpRequest.Builder request() throws IOException {
    return request("");
  }

  private HttpRequest.Builder request(String below) throws IOException {
    String port = Files.readString(file("port")).strip();
    return HttpRequest.newBuilder(
            URI.create(
                "http://127.0.0.1:%s/v1/sinks/%s%s"
                    .formatted(port.substring(port.lastIndexOf(':') + 1), sink, below)))
        .timeout(REQUEST_LIMIT)
        .header("Authorization", "Bearer " + TOKEN);
  }

  private HttpResponse<byte[]> send(HttpRequest.Builder request) throws IOException {
    try {
      return http.send(request.build(), BodyHandlers.ofByteArray());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  /** The last lines that all workers started here have printed. */
  String logTail() {
    return process.logTail();
  }

  private Path marker() {
    return file("reached");
  }

  private Path permission() {
    return file("permission");
  }

  private Path file(String name) {
    return process.directory().resolve(name);
  }

  /** Nobody ever sees half of it. */
  private static void write(Path file, byte[] content) {
    try {
      Path beside = file.resolveSibling("." + file.getFileName());
      Files.write(beside, content);
      Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Kills it and deletes its files. */
  @Override
  public void close() {
    http.close();
    process.close();
  }
}
