package dev.headgate.demo.alone;

import dev.headgate.control.Assignment;
import dev.headgate.control.AssignmentJson;
import dev.headgate.control.DesiredJson;
import dev.headgate.control.ObservedJson;
import dev.headgate.dataflow.cutover.Desired;
import dev.headgate.dataflow.cutover.Observed;
import dev.headgate.dataflow.sink.SinkId;
import dev.headgate.kafka.CommitPoints;
import dev.headgate.worker.process.Main;
import dev.headgate.worker.process.WorkerProcess;
import dev.headgate.worker.sink.SinkObserver;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** A worker, in this JVM, that is told and asked over its control API as any other. */
final class Worker implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final SinkId sink;
  private final Path directory;
  private final String token = UUID.randomUUID().toString();
  private final HttpClient http = HttpClient.newHttpClient();
  private Optional<WorkerProcess> process = Optional.empty();
  private Optional<Thread> thread = Optional.empty();

  Worker(SinkId sink) throws IOException {
    this.sink = sink;
    this.directory = Files.createTempDirectory("headgate-demo");
    Files.createDirectory(assignments());
    Files.writeString(directory.resolve("token"), token);
  }

  private Path assignments() {
    return directory.resolve("assignments");
  }

  private Path portFile() {
    return directory.resolve("port");
  }

  /** Writes the file that a worker starts from. */
  void assign(Desired desired) throws IOException {
    Files.write(
        assignments().resolve("sink.json"),
        new AssignmentJson().write(new Assignment(sink, desired)));
  }

  void start() {
    var started =
        new WorkerProcess(
            List.of(),
            Map.of(
                "HEADGATE_ASSIGNMENTS", assignments().toString(),
                "HEADGATE_LISTEN", "127.0.0.1:0",
                "HEADGATE_PORT_FILE", portFile().toString(),
                "HEADGATE_TOKEN_FILE", directory.resolve("token").toString()),
            Main.sinks(CommitPoints.NONE, SinkObserver.log()),
            () -> UUID.randomUUID().toString());
    process = Optional.of(started);
    thread = Optional.of(Thread.ofPlatform().name("worker").start(started::run));
  }

  /** What the worker says; empty while it does not answer. */
  Optional<Observed> observed() throws InterruptedException {
    return call("GET", Optional.empty())
        .filter(r -> r.statusCode() == 200)
        .map(r -> new ObservedJson().read(r.body()));
  }

  /** Tells the worker what is wanted. Whether it heard shows in what it says next. */
  void tell(Desired desired) throws InterruptedException {
    call("PUT", Optional.of(new DesiredJson().write(desired)));
  }

  private Optional<HttpResponse<byte[]>> call(String method, Optional<byte[]> body)
      throws InterruptedException {
    try {
      String port = Files.readString(portFile()).strip();
      var request =
          HttpRequest.newBuilder(
                  URI.create("http://127.0.0.1:%s/v1/sinks/%s".formatted(port, sink)))
              .timeout(PATIENCE)
              .header("Authorization", "Bearer " + token)
              .method(
                  method, body.map(BodyPublishers::ofByteArray).orElseGet(BodyPublishers::noBody))
              .build();
      return Optional.of(http.send(request, BodyHandlers.ofByteArray()));
    } catch (IOException e) {
      return Optional.empty(); // it is not up yet, or on its way down
    }
  }

  @Override
  public void close() throws IOException, InterruptedException {
    process.ifPresent(WorkerProcess::stop);
    if (thread.isPresent()) {
      thread.get().join();
    }
    try (var files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
