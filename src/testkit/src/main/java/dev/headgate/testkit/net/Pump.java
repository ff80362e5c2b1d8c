package dev.headgate.testkit.net;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Forwards one direction of one connection, in a thread of its own, unless it is frozen. */
final class Pump implements Runnable {

  private static final int BUFFER_BYTES = 64 * 1024;

  final Direction direction;
  private final Socket from;
  private final Socket to;

  private Pump opposite;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private boolean frozen;
  private boolean discarded;
  private volatile boolean holding;

  private Pump(Direction direction, Socket from, Socket to, boolean frozen) {
    this.direction = direction;
    this.from = from;
    this.to = to;
    this.frozen = frozen;
  }

  /** The two directions of a connection, to be run. */
  static List<Pump> pair(Socket client, Socket server, Set<Direction> frozen) {
    Direction forth = Direction.TO_SERVER;
    Direction back = Direction.TO_CLIENT;
    Pump requests = new Pump(forth, client, server, frozen.contains(forth));
    Pump answers = new Pump(back, server, client, frozen.contains(back));
    requests.opposite = answers;
    answers.opposite = requests;
    return List.of(requests, answers);
  }

  /** On return, and until thawed, nothing more is written: a write under way is waited for. */
  void setFrozen(boolean frozen) {
    lock.lock();
    try {
      this.frozen = frozen;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** True while something was read that a freeze keeps from being written. */
  boolean isHolding() {
    return holding;
  }

  /** Resets both sockets; what is held is lost. */
  void discard() {
    // The sockets first: that ends a write under way, which holds the lock.
    reset(from);
    reset(to);
    lock.lock();
    try {
      discarded = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void run() {
    byte[] buffer = new byte[BUFFER_BYTES];
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      int length;
      do {
        length = in.read(buffer);
        forward(out, buffer, length);
      } while (length >= 0);
    } catch (IOException connectionLost) {
      // Neither end may learn of the loss of the other one while the way to it is frozen, and
      // whether reading or writing failed does not tell which end is lost.
      awaitThaw();
      opposite.awaitThaw();
      discard();
    }
  }

  private void forward(OutputStream out, byte[] buffer, int length) throws IOException {
    lock.lock();
    try {
      awaitThaw();
      if (length >= 0) {
        out.write(buffer, 0, length);
      } else {
        to.shutdownOutput();
      }
    } finally {
      lock.unlock();
    }
  }

  private void awaitThaw() {
    lock.lock();
    try {
      while (frozen && !discarded) {
        holding = true;
        changed.awaitUninterruptibly();
      }
      holding = false;
    } finally {
      lock.unlock();
    }
  }

  static void reset(Socket socket) {
    try {
      socket.setSoLinger(true, 0);
      socket.close();
    } catch (IOException alreadyClosed) {
      // That is what was wanted.
    }
  }
}
