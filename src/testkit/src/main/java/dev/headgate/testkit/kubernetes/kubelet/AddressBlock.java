package dev.headgate.testkit.kubernetes.kubelet;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * A block 127.x.0.0/16 of loopback addresses that no other kubelet of this machine uses: it is held
 * by listening on an agreed port of its first address, which is the node's.
 *
 * <p>Linux answers at all of 127.0.0.0/8; other systems do not, and there no block can be had.
 *
 * <p>Thread-safe.
 */
final class AddressBlock implements AutoCloseable {

  /** Below the range of outgoing connections' ports. */
  private static final int CLAIM_PORT = 28_250;

  private static final int FIRST_BLOCK = 16;
  private static final int BLOCK_BOUND = 255;
  private static final int ATTEMPTS = 200;

  /** Pods get 127.x.1.1 to 127.x.254.254. */
  private static final int SIDE = 254;

  private final int block;
  private final ServerSocket claim;
  private final Set<String> used = new HashSet<>();
  private int next;

  private AddressBlock(int block, ServerSocket claim) {
    this.block = block;
    this.claim = claim;
  }

  /**
   * Takes a free block.
   *
   * @throws IllegalStateException if there is none
   */
  static AddressBlock claim(RandomGenerator random) {
    IOException last = null;
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      int block = random.nextInt(FIRST_BLOCK, BLOCK_BOUND);
      try {
        return new AddressBlock(block, listen("127.%d.0.1".formatted(block), CLAIM_PORT));
      } catch (IOException taken) {
        last = taken;
      }
    }
    throw new IllegalStateException(
        "No block 127.x.0.0/16 for pods: none of %d tried let port %d be bound on its first address. Linux only; something may listen on that port at all addresses."
            .formatted(ATTEMPTS, CLAIM_PORT),
        last);
  }

  private static ServerSocket listen(String address, int port) throws IOException {
    ServerSocket socket = new ServerSocket();
    try {
      socket.bind(new InetSocketAddress(address, port));
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  /** The node's own address. */
  String node() {
    return claim.getInetAddress().getHostAddress();
  }

  /** An address for a pod, which keeps it until it is {@link #release}d. */
  synchronized String take() {
    for (int attempt = 0; attempt < SIDE * SIDE; attempt++) {
      String address = "127.%d.%d.%d".formatted(block, 1 + next / SIDE, 1 + next % SIDE);
      next = (next + 1) % (SIDE * SIDE);
      if (used.add(address)) {
        return address;
      }
    }
    throw new IllegalStateException("Every address of 127.%d.0.0/16 is in use.".formatted(block));
  }

  synchronized void release(String address) {
    used.remove(address);
  }

  @Override
  public void close() {
    try {
      claim.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
