package dev.headgate.operator;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.headgate.operator.metrics.OperatorMetrics;
import io.javaoperatorsdk.operator.Operator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Answers {@code /healthz} (the process runs) and {@code /readyz} (it has started, and its watches
 * are up; an operator that waits for the lease is ready to take over), and {@code /metrics}.
 */
final class HealthServer implements AutoCloseable {

  private final HttpServer server;
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private volatile boolean serving;

  HealthServer(InetSocketAddress listen, Operator operator, OperatorMetrics metrics) {
    try {
      server = HttpServer.create(listen, 0);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "cannot listen on %s: another program does, or it is no address of this host"
              .formatted(listen),
          e);
    }
    server.setExecutor(executor);
    server.createContext("/healthz", exchange -> answer(exchange, true, "ok"));
    server.createContext("/readyz", exchange -> ready(exchange, operator));
    server.createContext("/metrics", exchange -> metrics(exchange, metrics));
  }

  void start() {
    server.start();
    serving = true;
  }

  InetSocketAddress address() {
    return server.getAddress();
  }

  private static void ready(HttpExchange exchange, Operator operator) throws IOException {
    var info = operator.getRuntimeInfo();
    boolean ready = info.isStarted() && info.allEventSourcesAreHealthy();
    answer(exchange, ready, ready ? "ok" : "starting, or a watch is broken");
  }

  private static void metrics(HttpExchange exchange, OperatorMetrics metrics) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", metrics.contentType());
    answer(exchange, 200, metrics.text());
  }

  private static void answer(HttpExchange exchange, boolean ok, String text) throws IOException {
    answer(exchange, ok ? 200 : 503, (text + "\n").getBytes(StandardCharsets.UTF_8));
  }

  private static void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
    try (exchange) {
      exchange.sendResponseHeaders(status, body.length);
      exchange.getResponseBody().write(body);
    }
  }

  @Override
  public void close() {
    if (serving) {
      server.stop(0);
    }
    executor.shutdownNow();
  }
}
