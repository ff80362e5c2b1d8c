package dev.headgate.dataflow.simulation;

import dev.headgate.dataflow.cutover.Attempt;
import dev.headgate.dataflow.cutover.Desired;
import dev.headgate.dataflow.cutover.Run;
import dev.headgate.dataflow.relation.Relation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What Kubernetes keeps: the Sink with its status, and the Secret with the assignment. A write that
 * was made on an old version of an object is refused.
 */
final class Cluster {

  /**
   * What one read of both objects shows.
   *
   * @param sinkVersion rises with every change of the Sink
   * @param secretVersion rises with every change of the Secret
   */
  record View(
      String uid,
      Run run,
      Relation from,
      int attempt,
      String promote,
      Optional<Attempt> status,
      Optional<Desired> assignment,
      long sinkVersion,
      long secretVersion) {}

  private View now;

  /** Every assignment there ever was: what the file of a process that starts may hold. */
  private final List<Desired> assignments = new ArrayList<>();

  private int sinks;

  Cluster(Relation from) {
    now = new View("uid-0", Run.RUNNING, from, 0, "", Optional.empty(), Optional.empty(), 1, 1);
  }

  View read() {
    return now;
  }

  Relation from() {
    return now.from();
  }

  // What people do.

  void edit(Relation from, int attempt) {
    now =
        new View(
            now.uid(),
            now.run(),
            from,
            attempt,
            now.promote(),
            now.status(),
            now.assignment(),
            now.sinkVersion() + 1,
            now.secretVersion());
  }

  /** Names a try in {@code spec.cutover.promote}. */
  void promote(String id) {
    now =
        new View(
            now.uid(),
            now.run(),
            now.from(),
            now.attempt(),
            id,
            now.status(),
            now.assignment(),
            now.sinkVersion() + 1,
            now.secretVersion());
  }

  void delete() {
    now =
        new View(
            now.uid(),
            Run.RELEASED,
            now.from(),
            now.attempt(),
            now.promote(),
            now.status(),
            now.assignment(),
            now.sinkVersion() + 1,
            now.secretVersion());
  }

  /** Pauses the Sink, or lets it go on, unless it is being deleted. */
  void run(Run run) {
    if (now.run() == Run.RELEASED || now.run() == run) {
      return;
    }
    now =
        new View(
            now.uid(),
            run,
            now.from(),
            now.attempt(),
            now.promote(),
            now.status(),
            now.assignment(),
            now.sinkVersion() + 1,
            now.secretVersion());
  }

  /** Both objects are gone, and the Sink is applied again. */
  void applyAnew(Relation from) {
    now =
        new View(
            "uid-" + ++sinks,
            Run.RUNNING,
            from,
            0,
            "",
            Optional.empty(),
            Optional.empty(),
            now.sinkVersion() + 1,
            now.secretVersion() + 1);
  }

  // What operators do.

  boolean writeStatus(View seen, Optional<Attempt> status) {
    if (seen.sinkVersion() != now.sinkVersion()) {
      return false;
    }
    boolean same = status.equals(now.status());
    now =
        new View(
            now.uid(),
            now.run(),
            now.from(),
            now.attempt(),
            now.promote(),
            status,
            now.assignment(),
            now.sinkVersion() + (same ? 0 : 1),
            now.secretVersion());
    return true;
  }

  boolean writeAssignment(View seen, Desired assignment) {
    if (seen.secretVersion() != now.secretVersion()) {
      return false;
    }
    assignments.add(assignment);
    now =
        new View(
            now.uid(),
            now.run(),
            now.from(),
            now.attempt(),
            now.promote(),
            now.status(),
            Optional.of(assignment),
            now.sinkVersion(),
            now.secretVersion() + 1);
    return true;
  }

  /** The file that a process finds when it starts: the assignment, or any that there was. */
  Optional<Desired> file(World world) {
    return !assignments.isEmpty() && world.chance(0.3)
        ? Optional.of(assignments.get(world.random.nextInt(assignments.size())))
        : now.assignment();
  }
}
