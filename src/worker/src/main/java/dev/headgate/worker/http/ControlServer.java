package dev.headgate.worker.http;

import com.sun.net.httpserver.HttpServer;
import dev.headgate.worker.HostedSink;
import dev.headgate.worker.metrics.WorkerMetrics;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * The worker's HTTP server. It is bound first, so that an address in use is noticed before anything
 * is started, and answers once it is started. Thread-safe.
 */
public final class ControlServer implements AutoCloseable {

  private final HttpServer server;
  private final ServerLimits limits;
  private final Deadlines deadlines = new Deadlines();

  /**
   * Platform threads, one a connection that is being served: up to JDK 23 the server reads and
   * writes inside synchronized methods, where a virtual thread that waits for a slow client keeps
   * its carrier.
   */
  private final ExecutorService exchanges =
      Executors.newCachedThreadPool(Thread.ofPlatform().name("http-", 0).daemon().factory());

  private volatile Serving serving;

  /** What is there only from the start on. */
  private record Serving(Probes probes, EventStreams events) {}

  private ControlServer(HttpServer server, ServerLimits limits) {
    this.server = server;
    this.limits = limits;
  }

  /**
   * Takes the address, and answers nobody yet.
   *
   * @param address port 0 for any free one
   * @throws IOException if the address cannot be had
   */
  public static ControlServer bind(InetSocketAddress address, ServerLimits limits)
      throws IOException {
    JdkServerDefaults.apply();
    return new ControlServer(HttpServer.create(address, 0), limits);
  }

  /** The port that is listened on. */
  public int port() {
    return server.getAddress().getPort();
  }

  /**
   * Begins to answer. To be called once.
   *
   * @param alive whether every sink's loop lives
   */
  public void start(
      List<? extends HostedSink> sinks,
      BearerToken token,
      WorkerMetrics metrics,
      BooleanSupplier alive) {
    var hosted = List.<HostedSink>copyOf(sinks);
    var probes = new Probes(hosted, alive);
    var events = new EventStreams(hosted, limits, deadlines);
    serving = new Serving(probes, events);
    server.createContext(
        "/", new Router(hosted, token, probes, metrics, events, limits, deadlines));
    server.setExecutor(exchanges);
    server.start();
  }

  /** From now on the process is not ready, so that nobody waits for it. All else is answered. */
  public void refuseReadiness() {
    var now = serving;
    if (now != null) {
      now.probes().stopping();
    }
  }

  /**
   * Ends event streams, lets requests under way finish within a second, and closes everything.
   * Closing again does nothing.
   */
  @Override
  public void close() {
    var now = serving;
    if (now != null) {
      now.events().close();
    }
    exchanges.shutdown();
    try {
      exchanges.awaitTermination(1, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    exchanges.shutdownNow();
    server.stop(0);
    deadlines.close();
  }
}
