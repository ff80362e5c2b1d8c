package dev.headgate.worker.http;

import dev.headgate.worker.FakeSink;
import dev.headgate.worker.metrics.WorkerMetrics;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
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
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/** A server over sinks {@code demo-a} and {@code demo-b}, and a client that has its token. */
final class RunningServer implements AutoCloseable {

  static final ServerLimits LIMITS =
      new ServerLimits(
          64 << 10, Duration.ofSeconds(5), 4, Duration.ofMillis(20), Duration.ofSeconds(15));

  final FakeSink a = new FakeSink("demo-a");
  final FakeSink b = new FakeSink("demo-b");
  final AtomicBoolean alive = new AtomicBoolean(true);
  final Path tokenFile;
  final ControlServer server;
  String token = "right";

  private final HttpClient http = HttpClient.newHttpClient();

  RunningServer(Path directory, ServerLimits limits) throws IOException {
    tokenFile = directory.resolve("token");
    Files.writeString(tokenFile, token + "\n");
    var sinks = List.of(a, b);
    server = ControlServer.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), limits);
    server.start(sinks, BearerToken.in(tokenFile), WorkerMetrics.ofSinks(List.of()), alive::get);
  }

  HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return http.send(request(path).build(), BodyHandlers.ofString());
  }

  HttpResponse<String> put(String path, byte[] body) throws IOException, InterruptedException {
    return http.send(
        request(path).PUT(BodyPublishers.ofByteArray(body)).build(), BodyHandlers.ofString());
  }

  HttpResponse<String> send(String method, String path) throws IOException, InterruptedException {
    return http.send(
        request(path).method(method, BodyPublishers.noBody()).build(), BodyHandlers.ofString());
  }

  HttpResponse<InputStream> stream() throws IOException, InterruptedException {
    return http.send(request("/v1/events").build(), BodyHandlers.ofInputStream());
  }

  /** Sends {@code head} and whatever the test adds, and reads what the test asks for. */
  Socket raw(String head) throws IOException {
    var socket = new Socket();
    socket.setReceiveBufferSize(4096);
    socket.setSoTimeout(30_000);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
    socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
    return socket;
  }

  /** The first lines of a request with the token; the head is not ended. */
  String head(String methodAndPath) {
    return "%s HTTP/1.1\r\nHost: worker\r\nAuthorization: Bearer %s\r\n"
        .formatted(methodAndPath, token);
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
        .timeout(Duration.ofSeconds(30))
        .header("Authorization", "Bearer " + token);
  }

  @Override
  public void close() {
    server.close();
    http.shutdownNow();
  }
}
