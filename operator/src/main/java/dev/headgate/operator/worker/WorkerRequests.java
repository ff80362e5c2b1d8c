package dev.headgate.operator.worker;

import dev.headgate.dataflow.sink.SinkId;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;

/** The requests of a worker's control API, as {@code docs/worker.md} lists them. */
final class WorkerRequests {

  private WorkerRequests() {}

  static HttpRequest.Builder sink(URI worker, String token, SinkId sink) {
    return to(worker, token, "/v1/sinks/" + segment(sink.value()));
  }

  static HttpRequest.Builder events(URI worker, String token) {
    return to(worker, token, "/v1/events");
  }

  private static HttpRequest.Builder to(URI worker, String token, String path) {
    return HttpRequest.newBuilder(worker.resolve(path))
        .version(Version.HTTP_1_1) // a worker speaks no other, so nothing is negotiated
        .header("Authorization", "Bearer " + token);
  }

  /** One segment of a path, whatever is in it. Forms write a space as +, paths do not. */
  private static String segment(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
