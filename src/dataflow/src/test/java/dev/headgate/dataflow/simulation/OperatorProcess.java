package dev.headgate.dataflow.simulation;

import dev.headgate.dataflow.cutover.Attempt;
import dev.headgate.dataflow.cutover.Observed;
import dev.headgate.dataflow.cutover.Steer;
import java.util.Optional;

/**
 * An operator: carries out what its half decides. It keeps nothing but what Kubernetes keeps for
 * it, so its crash is a pass that ends between two writes. What it has read of Kubernetes may be
 * old, and another one may think that it leads, too.
 */
final class OperatorProcess {

  private final World world;
  private Cluster.View view;

  /** How many more chances to die there are until it does; 0: it does so by chance alone. */
  private int chancesLeft;

  OperatorProcess(World world) {
    this.world = world;
  }

  /**
   * One reconciliation on what was observed; returns whether it changed anything.
   *
   * @param staleness how likely it is that what was read of Kubernetes last is used once more
   */
  boolean reconcile(Optional<Observed> observed, double staleness) {
    if (view == null || !world.chance(staleness)) {
      view = world.cluster.read();
    }
    var seen = view;
    var steer =
        new Steer(world.now(), world.wanted(seen), seen.status(), seen.assignment(), observed);
    if (steer.isReleased()) {
      return world.deleted(seen);
    }
    var steering = world.protocol.operator(steer);
    world.trace(() -> "operator: " + steering);
    boolean changed = !steering.attempt().equals(seen.status()) || steering.assign().isPresent();
    if (dies() || !world.cluster.writeStatus(seen, steering.attempt())) {
      return changed;
    }
    steering.attempt().ifPresent(this::tell);
    if (dies()) {
      return changed;
    }
    if (steering.assign().isPresent()
        && !world.cluster.writeAssignment(
            seen, world.protocol.assignment(steering.assign().get(), steering.send()))) {
      return changed;
    }
    if (dies()) {
      return changed;
    }
    steering.send().ifPresent(world.network::send);
    return changed;
  }

  /** It dies in its next pass, between the status and what follows from it. */
  void dieInNextPass() {
    chancesLeft = 2;
  }

  private boolean dies() {
    if (chancesLeft > 0 && --chancesLeft == 0) {
      world.operatorCrashes++;
      return true;
    }
    if (world.chance(world.crashChance())) {
      world.operatorCrashes++;
      return true;
    }
    return false;
  }

  private void tell(Attempt a) {
    if (a.fate() instanceof Attempt.Fate.Ended ended && world.toldEnded.add(a.id().value())) {
      world.endings.merge(ended.outcome().word(), 1, Integer::sum);
      world.told.add(ended.outcome().word());
    }
    if (a.fate() instanceof Attempt.Fate.Completed && world.toldCompleted.add(a.id().value())) {
      world.endings.merge("Completed", 1, Integer::sum);
      world.told.add("Completed");
    }
  }
}
