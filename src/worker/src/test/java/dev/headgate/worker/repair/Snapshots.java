package dev.headgate.worker.repair;

import dev.headgate.dataflow.cutover.OpenTransaction;
import dev.headgate.postgres.reread.KnownSnapshot;
import java.util.List;
import java.util.Queue;

/**
 * Keeps the snapshots that a preparation takes.
 *
 * @param taken they are added to it
 */
record Snapshots(Queue<KnownSnapshot> taken) implements Preparation.Told {

  /** Whether it comes to an end is what these tests ask, not what it waits for meanwhile. */
  @Override
  public void waiting(List<OpenTransaction> open) {}

  @Override
  public void taken(KnownSnapshot snapshot) {
    taken.add(snapshot);
  }
}
