package dev.headgate.bench.stage;

import dev.headgate.control.Assignment;
import dev.headgate.control.AssignmentJson;
import dev.headgate.control.DesiredJson;
import dev.headgate.control.ObservedJson;
import dev.headgate.dataflow.cutover.Desired;
import dev.headgate.dataflow.cutover.Observed;
import dev.headgate.dataflow.sink.SinkId;
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
import java.util.Optional;

/**
 * How a worker is told and asked, from whatever process: by the file that it starts from, and by
 * its control API.
 *
 * <p>Thread-safe, but for {@link #assign}: one caller.
 */
public final class WorkerEndpoint implements AutoCloseable {

  private static final Duration REQUEST_LIMIT = Duration.ofSeconds(5);

  private final SinkId sink;
  private final Path directory;
  private final HttpClient http = HttpClient.newHttpClient();

  /**
   * Of one sink.
   *
   * @param directory where the worker finds its assignments and its token, and writes its port
   */
  public WorkerEndpoint(SinkId sink, Path directory) {
    this.sink = sink;
    this.directory = directory;
  }

  /** Writes the file that the worker starts from; nobody ever sees half of it. */
  public void assign(Desired desired) throws IOException {
    WholeFile.write(assignment(), new AssignmentJson().write(new Assignment(sink, desired)));
  }

  /** What was assigned last, if anything was. */
  public Optional<Desired> assigned() throws IOException {
    return Files.exists(assignment())
        ? Optional.of(new AssignmentJson().read(Files.readAllBytes(assignment())).desired())
        : Optional.empty();
  }

  private Path assignment() {
    return assignments().resolve("sink.json");
  }

  /** What it says; empty while it does not answer. */
  public Optional<Observed> observed() throws InterruptedException {
    return call("GET", "/v1/sinks/" + sink, Optional.empty())
        .filter(answer -> answer.statusCode() == 200)
        .map(answer -> new ObservedJson().read(answer.body()));
  }

  /** Tells it what is wanted. Whether it heard shows in what it says next. */
  public void tell(Desired desired) throws InterruptedException {
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
      String port = Files.readString(port()).strip();
      var request =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
              .timeout(REQUEST_LIMIT)
              .header("Authorization", "Bearer " + Files.readString(token()))
              .method(
                  method, body.map(BodyPublishers::ofByteArray).orElseGet(BodyPublishers::noBody))
              .build();
      return Optional.of(http.send(request, BodyHandlers.ofByteArray()));
    } catch (IOException unreachable) {
      return Optional.empty(); // not up yet, or on its way down
    }
  }

  Path assignments() {
    return directory.resolve("assignments");
  }

  Path port() {
    return directory.resolve("port");
  }

  Path token() {
    return directory.resolve("token");
  }

  @Override
  public void close() {
    http.close();
  }
}
