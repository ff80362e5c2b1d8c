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

  /** What people want. */
  record Spec(Run run, Relation from, int attempt, String promote, int preview) {}

  /**
   * What one read of both objects shows.
   *
   * @param sinkVersion rises with every change of the Sink
   * @param secretVersion rises with every change of the Secret
   */
  record View(
      String uid,
      Spec spec,
      Optional<Attempt> status,
      Optional<Desired> assignment,
      long sinkVersion,
      long secretVersion) {

    Run run() {
      return spec.run();
    }

    Relation from() {
      return spec.from();
    }

    int attempt() {
      return spec.attempt();
    }
  }

  private View now;

  /** Every assignment there ever was: what the file of a process that starts may hold. */
  private final List<Desired> assignments = new ArrayList<>();

  private int sinks;

  Cluster(Relation from) {
    now = new View("uid-0", fresh(from), Optional.empty(), Optional.empty(), 1, 1);
  }

  private static Spec fresh(Relation from) {
    return new Spec(Run.RUNNING, from, 0, "", 0);
  }

  View read() {
    return now;
  }

  Relation from() {
    return now.from();
  }

  // What people do.

  private void write(Spec spec) {
    now =
        new View(
            now.uid(),
            spec,
            now.status(),
            now.assignment(),
            now.sinkVersion() + 1,
            now.secretVersion());
  }

  void edit(Relation from, int attempt) {
    var s = now.spec();
    write(new Spec(s.run(), from, attempt, s.promote(), s.preview()));
  }

  /** Names a try in {@code spec.cutover.promote}. */
  void promote(String id) {
    var s = now.spec();
    write(new Spec(s.run(), s.from(), s.attempt(), id, s.preview()));
  }

  /** Wants the preview made anew. */
  void preview() {
    var s = now.spec();
    write(new Spec(s.run(), s.from(), s.attempt(), s.promote(), s.preview() + 1));
  }

  void delete() {
    write(running(Run.RELEASED));
  }

  /** Pauses the Sink, or lets it go on, unless it is being deleted. */
  void run(Run run) {
    if (now.run() != Run.RELEASED && now.run() != run) {
      write(running(run));
    }
  }

  private Spec running(Run run) {
    var s = now.spec();
    return new Spec(run, s.from(), s.attempt(), s.promote(), s.preview());
  }

  /** Both objects are gone, and the Sink is applied again. */
  void applyAnew(Relation from) {
    now =
        new View(
            "uid-" + ++sinks,
            fresh(from),
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
            now.spec(),
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
            now.spec(),
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
