package dev.headgate.testkit.kubernetes;

import dev.headgate.testkit.net.HeldPort;
import dev.headgate.testkit.process.ServerProcess;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;

/**
 * An etcd of one member, whose data are not written through to the disk.
 *
 * <p>Not thread-safe.
 */
final class Etcd implements AutoCloseable {

  private static final Duration START_LIMIT = Duration.ofSeconds(60);

  private final KubernetesBinaries binaries;
  private final int clientPort;
  private final int peerPort;
  private ServerProcess process = ServerProcess.named("etcd");

  Etcd(KubernetesBinaries binaries, int clientPort, int peerPort) {
    this.binaries = binaries;
    this.clientPort = clientPort;
    this.peerPort = peerPort;
  }

  /** Starts it; on return it listens. */
  void start() {
    String peerUrl = url(peerPort);
    process.start(
        List.of(
            binaries.etcd().toString(),
            "--data-dir=" + process.directory().resolve("data"),
            "--listen-client-urls=" + clientUrl(),
            "--advertise-client-urls=" + clientUrl(),
            "--listen-peer-urls=" + peerUrl,
            "--initial-advertise-peer-urls=" + peerUrl,
            "--initial-cluster=default=" + peerUrl,
            "--unsafe-no-fsync",
            "--log-level=warn"));
    process.awaitReady(START_LIMIT, this::listens);
  }

  /** etcd opens the port for clients once it has a leader. */
  private boolean listens() throws IOException {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(HeldPort.HOST, clientPort));
      return socket.isConnected();
    }
  }

  /** Kills it and deletes its data; {@link #start} makes it an empty one. */
  void wipe() {
    process.close();
    process = ServerProcess.named("etcd");
  }

  /** For kube-apiserver. */
  String clientUrl() {
    return url(clientPort);
  }

  private static String url(int port) {
    return "http://" + HeldPort.HOST + ":" + port;
  }

  /** The current one: {@link #wipe} makes another. */
  ServerProcess process() {
    return process;
  }

  /** Kills it and deletes its data. */
  @Override
  public void close() {
    process.close();
  }
}
