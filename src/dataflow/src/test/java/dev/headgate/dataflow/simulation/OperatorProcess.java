package dev.headgate.dataflow.simulation;

import dev.headgate.dataflow.cutover.Attempt;
import dev.headgate.dataflow.cutover.Desired;
import dev.headgate.dataflow.cutover.Observed;
import dev.headgate.dataflow.cutover.Steer;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * The operator: carries out what its half decides. It keeps nothing but what Kubernetes keeps for
 * it, so its crash is a pass that ends between two writes.
 */
final class OperatorProcess {

  private final World world;

  /** Kept in the Sink's status. */
  Optional<Attempt> attempt = Optional.empty();

  /** Kept in a Secret. */
  Optional<Desired> assignment = Optional.empty();

  /** Every assignment there was: what a file that lags behind may hold. */
  private Optional<Desired> olderAssignment = Optional.empty();

  /** Tries that people were told have ended. */
  final Set<String> toldEnded = new HashSet<>();

  OperatorProcess(World world) {
    this.world = world;
  }

  /** One reconciliation on what was observed; returns whether it changed anything. */
  boolean reconcile(Optional<Observed> observed) {
    var steering =
        world.protocol.operator(
            new Steer(world.now(), world.wanted(), attempt, assignment, observed));
    world.trace(() -> "operator: " + steering);
    boolean changed = !steering.attempt().equals(attempt) || steering.assign().isPresent();
    if (dies()) {
      return changed;
    }
    attempt = steering.attempt();
    attempt.ifPresent(this::tell);
    if (dies()) {
      return changed;
    }
    steering
        .assign()
        .ifPresent(
            a -> {
              olderAssignment = assignment;
              assignment = Optional.of(world.protocol.assignment(a));
            });
    if (dies()) {
      return changed;
    }
    steering.send().ifPresent(world.network::send);
    return changed;
  }

  private boolean dies() {
    if (world.chance(world.crashChance())) {
      world.operatorCrashes++;
      return true;
    }
    return false;
  }

  private void tell(Attempt a) {
    if (a.fate() instanceof Attempt.Fate.Ended && toldEnded.add(a.id().value())) {
      world.endings.merge(((Attempt.Fate.Ended) a.fate()).outcome().word(), 1, Integer::sum);
    }
    if (a.fate() instanceof Attempt.Fate.Completed && world.toldCompleted.add(a.id().value())) {
      world.endings.merge("Completed", 1, Integer::sum);
    }
  }

  /** The file that a process finds when it starts: the assignment, or the one before it. */
  Optional<Desired> file() {
    return olderAssignment.isPresent() && world.chance(0.3) ? olderAssignment : assignment;
  }

  /** All Kubernetes objects are gone, and applied again. */
  void forget() {
    attempt = Optional.empty();
    assignment = Optional.empty();
    olderAssignment = Optional.empty();
  }
}
