package dev.headgate.operator;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
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

  HealthServer(InetSocketAddress listen, Operator operator, HttpHandler metrics) {
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
    server.createContext("/metrics", metrics);
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

  private static void answer(HttpExchange exchange, boolean ok, String text) throws IOException {
    try (exchange) {
      byte[] body = (text + "\n").getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(ok ? 200 : 503, body.length);
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
