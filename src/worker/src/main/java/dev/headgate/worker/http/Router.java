package dev.headgate.worker.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import dev.headgate.worker.HostedSink;
import dev.headgate.worker.metrics.WorkerMetrics;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which request gets which answer, and who may ask. */
final class Router implements HttpHandler {

  private static final Logger log = LoggerFactory.getLogger(Router.class);
  private static final String SINKS = "/v1/sinks/";
  private static final String RELATION_AT = "/relation-at";

  private final Map<String, SinkResource> sinks = new TreeMap<>();
  private final BearerToken token;
  private final Probes probes;
  private final WorkerMetrics metrics;
  private final EventStreams events;
  private final ServerLimits limits;
  private final Deadlines deadlines;

  Router(
      List<HostedSink> hosted,
      BearerToken token,
      Probes probes,
      WorkerMetrics metrics,
      EventStreams events,
      ServerLimits limits,
      Deadlines deadlines) {
    hosted.forEach(sink -> sinks.put(sink.id().value(), new SinkResource(sink)));
    this.token = token;
    this.probes = probes;
    this.metrics = metrics;
    this.events = events;
    this.limits = limits;
    this.deadlines = deadlines;
  }

  @Override
  public void handle(HttpExchange exchange) {
    var path = exchange.getRequestURI().getPath();
    try (exchange) {
      if (path.equals("/v1/events") && isGet(exchange) && isAdmitted(exchange)) {
        events.stream(exchange);
      } else {
        answer(exchange, path);
      }
    } catch (IOException e) {
      log.debug("connection lost path={}: {}", path, e.toString());
    } catch (InterruptedException e) {
      // The server is being closed, and this thread with it.
      Thread.currentThread().interrupt();
    }
  }

  private void answer(HttpExchange exchange, String path) throws IOException {
    try (var deadline = deadlines.within(limits.exchange())) {
      reply(exchange, path).send(exchange);
      // Ends the answer and reads what is left of the request, both within the deadline.
      exchange.close();
    }
  }

  private Reply reply(HttpExchange exchange, String path) throws IOException {
    try {
      return route(exchange, path);
    } catch (RuntimeException e) {
      log.error("request failed method={} path={}", exchange.getRequestMethod(), path, e);
      return Reply.problem(500, "the request failed; the worker's log says why");
    }
  }

  private Reply route(HttpExchange exchange, String path) throws IOException {
    if (path.equals("/v1") || path.startsWith("/v1/")) {
      return isAdmitted(exchange) ? control(exchange, path) : unauthorized();
    }
    return switch (path) {
      case "/healthz" -> onGet(exchange, probes::live);
      case "/readyz" -> onGet(exchange, probes::ready);
      case "/metrics" ->
          onGet(exchange, () -> Reply.of(200, metrics.contentType(), metrics.text()));
      default -> Reply.text(404, "not found");
    };
  }

  private Reply control(HttpExchange exchange, String path) throws IOException {
    if (path.equals("/v1/events")) {
      return notAllowed("GET"); // a GET was streamed
    }
    if (!path.startsWith(SINKS)) {
      return Reply.problem(
          404,
          "there is no %s, only %s{id}, %s{id}%s and /v1/events"
              .formatted(path, SINKS, SINKS, RELATION_AT));
    }
    var rest = path.substring(SINKS.length());
    boolean relationAt = rest.endsWith(RELATION_AT);
    var id = relationAt ? rest.substring(0, rest.length() - RELATION_AT.length()) : rest;
    var sink = sinks.get(id);
    if (sink == null) {
      return Reply.problem(
          404,
          "this worker does not host sink \"%s\", only %s"
              .formatted(id, String.join(", ", sinks.keySet())));
    }
    if (relationAt) {
      return onGet(
          exchange,
          () -> sink.relationAt(Optional.ofNullable(exchange.getRequestURI().getQuery())));
    }
    return switch (exchange.getRequestMethod()) {
      case "GET" -> sink.get();
      case "PUT" -> put(sink, exchange);
      default -> notAllowed("GET, PUT");
    };
  }

  private Reply put(SinkResource sink, HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readNBytes(limits.bodyBytes() + 1);
    return body.length > limits.bodyBytes()
        ? Reply.problem(413, "a request may have %d bytes".formatted(limits.bodyBytes()))
        : sink.put(body);
  }

  private static Reply onGet(HttpExchange exchange, Supplier<Reply> reply) {
    return isGet(exchange) ? reply.get() : notAllowed("GET");
  }

  private static boolean isGet(HttpExchange exchange) {
    return exchange.getRequestMethod().equals("GET");
  }

  private boolean isAdmitted(HttpExchange exchange) {
    return token.admits(
        Optional.ofNullable(exchange.getRequestHeaders().getFirst("Authorization")));
  }

  private static Reply unauthorized() {
    return Reply.problem(401, "unauthorized").with("WWW-Authenticate", "Bearer");
  }

  private static Reply notAllowed(String allowed) {
    return Reply.problem(405, "only " + allowed).with("Allow", allowed);
  }
}
