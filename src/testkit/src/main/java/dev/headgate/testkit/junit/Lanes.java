package dev.headgate.testkit.junit;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** All lanes of a run. Thread-safe until it is closed. */
final class Lanes implements AutoCloseable {

  private final List<Lane> all = new ArrayList<>();
  private final Deque<Lane> free = new ArrayDeque<>();

  /** A lane while a test class has it. */
  record Taken(Lanes from, Lane lane) implements AutoCloseable {
    /** Gives it back. */
    @Override
    public void close() {
      from.giveBack(lane);
    }
  }

  /** A free lane, or a new one. */
  synchronized Taken take() {
    if (free.isEmpty()) {
      var lane = new Lane();
      all.add(lane);
      free.push(lane);
    }
    return new Taken(this, free.pop());
  }

  private synchronized void giveBack(Lane lane) {
    free.push(lane);
  }

  @Override
  public synchronized void close() throws Exception {
    if (all.isEmpty()) {
      return;
    }
    try {
      all.removeLast().close();
    } finally {
      close();
    }
  }
}
