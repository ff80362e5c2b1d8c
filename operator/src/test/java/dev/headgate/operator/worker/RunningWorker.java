package dev.headgate.operator.worker;

import dev.headgate.dataflow.cutover.Desired;
import dev.headgate.dataflow.cutover.Observed;
import dev.headgate.dataflow.sink.SinkId;
import dev.headgate.worker.HostedSink;
import dev.headgate.worker.http.BearerToken;
import dev.headgate.worker.http.ControlServer;
import dev.headgate.worker.http.ServerLimits;
import dev.headgate.worker.metrics.WorkerMetrics;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** The server of real workers, over a sink that says and accepts what the test wants. */
final class RunningWorker implements AutoCloseable {

  static final String TOKEN = "right";

  /** A sink without a loop. */
  static final class PostedSink implements HostedSink {
    private final SinkId id;
    volatile Observed observed = Given.observed(Observed.Activity.STREAMING, 10);
    volatile Reception reception = new Reception.Accepted();
    volatile Desired asked;

    PostedSink(SinkId id) {
      this.id = id;
    }

    @Override
    public SinkId id() {
      return id;
    }

    @Override
    public Observed observed() {
      return observed;
    }

    @Override
    public Reception ask(Desired desired) {
      asked = desired;
      return reception;
    }
  }

  final PostedSink sink;
  private final ControlServer server;

  RunningWorker(Path directory, SinkId id, int port) throws IOException {
    sink = new PostedSink(id);
    var token = directory.resolve("token");
    Files.writeString(token, TOKEN);
    var limits =
        new ServerLimits(
            64 << 10, Duration.ofSeconds(5), 4, Duration.ofMillis(20), Duration.ofSeconds(15));
    server =
        ControlServer.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), limits);
    server.start(
        List.of(sink), BearerToken.in(token), WorkerMetrics.ofSinks(List.of()), () -> true);
  }

  int port() {
    return server.port();
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + port());
  }

  @Override
  public void close() {
    server.close();
  }
}
