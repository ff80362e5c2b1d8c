package dev.headgate.testkit.net;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Stands between clients and one server, and can fail as a network does.
 *
 * <p>To lose the answer to a request that the server has carried out: {@link #freeze} the way to
 * the client, send the request, see at the server that it took effect, {@link #cut}, {@link #heal}.
 *
 * <p>Thread-safe.
 */
public final class TcpProxy implements AutoCloseable {

  private final ServerSocket acceptor = HeldPort.bindAny();
  private final InetSocketAddress server;

  // Written under this object's lock; a pump removes itself when it ends.
  private final List<Pump> pumps = new CopyOnWriteArrayList<>();
  private final Set<Direction> frozen = EnumSet.noneOf(Direction.class);
  private boolean cut;

  private TcpProxy(InetSocketAddress server) {
    this.server = server;
  }

  /** Listens for clients of the server at {@code host:port}, which need not run yet. */
  public static TcpProxy to(String host, int port) {
    TcpProxy proxy = new TcpProxy(new InetSocketAddress(host, port));
    Thread.ofVirtual().name("proxy-" + proxy.port()).start(proxy::accept);
    return proxy;
  }

  public String host() {
    return HeldPort.HOST;
  }

  /** Where clients connect instead of to the server. */
  public int port() {
    return acceptor.getLocalPort();
  }

  /**
   * From now until {@link #heal} nothing goes that way; on return the last byte before is written.
   * Connections stay, and new ones are made. What is sent is accepted, as far as buffers reach, and
   * kept; so is the news that the sender closed the connection. Only a new connection for which the
   * server cannot be reached is reset at once.
   */
  public synchronized void freeze(Direction direction) {
    frozen.add(direction);
    pumps.stream().filter(pump -> pump.direction == direction).forEach(p -> p.setFrozen(true));
  }

  /** True while a freeze keeps something from going that way. */
  public boolean isHolding(Direction direction) {
    return pumps.stream().anyMatch(pump -> pump.direction == direction && pump.isHolding());
  }

  /**
   * Resets all connections, on both sides, and until {@link #heal} each new one. What a freeze kept
   * is lost.
   */
  public synchronized void cut() {
    cut = true;
    pumps.forEach(Pump::discard);
  }

  /** Ends {@link #freeze} and {@link #cut}; what was kept goes on its way. */
  public synchronized void heal() {
    cut = false;
    frozen.clear();
    pumps.forEach(pump -> pump.setFrozen(false));
  }

  /** Stops listening, and resets all connections. */
  @Override
  public void close() {
    cut();
    try {
      acceptor.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void accept() {
    while (!acceptor.isClosed()) {
      try {
        Socket client = acceptor.accept();
        Thread.ofVirtual().start(() -> connect(client));
      } catch (IOException closed) {
        // The loop's condition tells; a connection that was lost while it was accepted is the
        // client's concern.
      }
    }
  }

  private void connect(Socket client) {
    Socket upstream = new Socket();
    try {
      refuseIfCut();
      upstream.connect(server);
      upstream.setTcpNoDelay(true);
      client.setTcpNoDelay(true);
      forward(client, upstream);
    } catch (IOException unreachable) {
      Pump.reset(client);
      Pump.reset(upstream);
    }
  }

  private synchronized void refuseIfCut() throws IOException {
    if (cut) {
      throw new IOException("cut");
    }
  }

  private synchronized void forward(Socket client, Socket upstream) throws IOException {
    refuseIfCut();
    for (Pump pump : Pump.pair(client, upstream, frozen)) {
      pumps.add(pump);
      Thread.ofVirtual()
          .name("proxy-" + port() + "-" + pump.direction)
          .start(
              () -> {
                pump.run();
                pumps.remove(pump);
              });
    }
  }
}
