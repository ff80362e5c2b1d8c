package dev.headgate.worker.repair;

import dev.headgate.postgres.reread.KnownSnapshot;
import dev.headgate.postgres.reread.Waiting;
import java.util.Queue;

/**
 * Keeps the snapshots that a preparation takes.
 *
 * @param taken they are added to it
 */
record Snapshots(Queue<KnownSnapshot> taken) implements Preparation.Told {

  /** Whether it comes to an end is what these tests ask, not what it waits for meanwhile. */
  @Override
  public void waiting(Waiting waiting) {}

  @Override
  public void taken(KnownSnapshot snapshot) {
    taken.add(snapshot);
  }
}
