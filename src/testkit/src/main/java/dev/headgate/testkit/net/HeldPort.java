package dev.headgate.testkit.net;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A free port of 127.0.0.1, held until it is closed: hold all that a server needs, then close them
 * just before it starts.
 *
 * <p>The port lies below the ranges from which Linux (from 32768) and macOS (from 49152) pick the
 * local port of an outgoing connection. So a server that is down for a while finds it free again,
 * and a client that keeps knocking at it cannot connect to itself.
 */
public final class HeldPort implements AutoCloseable {

  /** The address on which every server of the testkit listens. */
  public static final String HOST = "127.0.0.1";

  private static final int LOWEST = 10_240;
  private static final int BOUND = 32_768;
  private static final int ATTEMPTS = 1_000;

  private final ServerSocket socket;

  private HeldPort(ServerSocket socket) {
    this.socket = socket;
  }

  /** Takes a random free port. */
  public static HeldPort any() {
    return new HeldPort(bindAny());
  }

  /** Listens on a random free port. */
  static ServerSocket bindAny() {
    try {
      for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
        ServerSocket socket = new ServerSocket();
        try {
          socket.bind(
              new InetSocketAddress(HOST, ThreadLocalRandom.current().nextInt(LOWEST, BOUND)));
          return socket;
        } catch (BindException taken) {
          socket.close();
        }
      }
      throw new IllegalStateException(
          "No free port among %d tried on %s between %d and %d."
              .formatted(ATTEMPTS, HOST, LOWEST, BOUND - 1));
    } catch (IOException e) {
      throw new UncheckedIOException("No port could be bound on " + HOST, e);
    }
  }

  public int number() {
    return socket.getLocalPort();
  }

  /** Lets the port go. */
  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
