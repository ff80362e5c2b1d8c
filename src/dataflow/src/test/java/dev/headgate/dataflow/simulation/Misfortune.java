package dev.headgate.dataflow.simulation;

import dev.headgate.dataflow.cutover.Mode;
import dev.headgate.dataflow.cutover.Run;
import dev.headgate.dataflow.progress.LiveRecord;
import dev.headgate.dataflow.relation.Relation;
import java.util.HashSet;
import java.util.Set;

/** What people and machines do to a sink, and what people do to mend it. */
final class Misfortune {

  private final World world;

  /** Changes of this relation cannot be written, for good. */
  private Relation broken;

  boolean registryUp = true;

  private final Set<Long> dropped = new HashSet<>();

  /** Tables that were dropped or replaced at some time. */
  private final Set<Long> lostTables = new HashSet<>();

  /** Numbers of those that are left out. */
  private final Set<Integer> spared;

  private int struck;

  Misfortune(World world, Set<Integer> spared) {
    this.world = world;
    this.spared = spared;
  }

  /** How many there have been, those left out included. They are numbered from 1. */
  int struck() {
    return struck;
  }

  void strike() {
    people();
    machines();
    if (world.chance(0.002)) {
      happens("a relation cannot be written", () -> broken = world.anyRelation());
    } else if (world.chance(0.005)) {
      happens("every relation can be written", () -> broken = null);
    }
    if (world.chance(0.003)) {
      happens("a table is lost", () -> loseTable(1 + world.random.nextInt(3)));
    }
  }

  private void happens(String what, Runnable misfortune) {
    int number = ++struck;
    if (!spared.contains(number)) {
      world.trace(() -> "misfortune %d: %s".formatted(number, what));
      misfortune.run();
    }
  }

  private void loseTable(long table) {
    lostTables.add(table);
    world.worker().loseTable(table);
  }

  private void people() {
    var seen = world.cluster.read();
    if (world.chance(0.012)) {
      happens("spec.from is edited", () -> world.cluster.edit(world.anyRelation(), seen.attempt()));
    }
    if (world.chance(0.003)) {
      happens("attempt is raised", () -> world.cluster.edit(seen.from(), seen.attempt() + 1));
    }
    if (world.chance(0.002)) {
      happens("the password changes", world::changePassword);
    }
    if (world.isManual() && world.chance(0.05)) {
      happens("a person promotes", this::promote);
    }
    if (world.isManual() && world.chance(0.01)) {
      happens("a preview is wanted", world.cluster::preview);
    }
    if (world.isManual() && world.chance(0.001)) {
      happens("a promotion is taken back", () -> world.cluster.promote(""));
    }
    boolean runs = seen.run() == Run.RUNNING;
    if (runs ? world.chance(0.001) : world.chance(0.03)) {
      happens(
          runs ? "the Sink is paused" : "the Sink is to go on",
          () -> world.cluster.run(runs ? Run.PAUSED : Run.RUNNING));
    }
    if (world.chance(0.0007)) {
      happens("the Sink is deleted", world.cluster::delete);
    }
    if (world.chance(0.001)) {
      happens("another Sink is applied", () -> world.cluster.applyAnew(world.anyRelation()));
    }
  }

  private void machines() {
    if (world.chance(world.broker.up ? 0.004 : 0.03)) {
      happens("the broker goes, or comes back", () -> world.broker.up = !world.broker.up);
    }
    if (world.chance(registryUp ? 0.004 : 0.02)) {
      happens("the registry goes, or comes back", () -> registryUp = !registryUp);
    }
    if (world.chance(0.002)) {
      happens("the database crashes", world.source::crash);
    }
    if (world.chance(0.004)) {
      happens("another worker is started", world::replaceWorker);
    }
  }

  /** A person looks at the status, and lets the try that it shows go on. */
  void promote() {
    world
        .cluster
        .read()
        .status()
        .filter(a -> world.isManual())
        .ifPresent(
            a -> {
              world.promoted.add(a.id().value());
              world.cluster.promote(a.id().value());
            });
  }

  /** Its table is gone: no sink can be cut over to it, and none that shows it can go on. */
  void drop(Relation relation) {
    dropped.add(relation.oid());
    broken = relation;
    lostTables.add(relation.oid());
    world.worker().loseTable(relation.oid());
  }

  boolean isDropped(Relation relation) {
    return dropped.contains(relation.oid());
  }

  boolean isBroken(Relation relation) {
    return relation.equals(broken);
  }

  void mendMachines() {
    world.broker.up = true;
    registryUp = true;
  }

  /**
   * What a person does about a sink that does not go on. From a relation that cannot be written and
   * has written nothing yet the way back is open.
   */
  void mend() {
    var record = Oracle.lastLive(world);
    if (record.isEmpty() || world.cluster.from().equals(World.UNUSABLE)) {
      // A process that stands still notices that its sink is gone once it can go on.
      broken = null;
      world.cluster.edit(World.RELATIONS.getFirst(), world.cluster.read().attempt() + 1);
      return;
    }
    if (!isBroken(record.get().relation())) {
      return;
    }
    boolean wroteNothing =
        record.get().cutover().isPresent()
            && record.get().frontier().upper().equals(record.get().history().getLast().at());
    if (!wroteNothing) {
      leaveOrMend();
      return;
    }
    var old = record.get().cutover().get().from();
    if (isBroken(old)) {
      broken = null; // what was refreshed cannot be left by going back to it
      return;
    }
    if (!isCarried(old, record.get())) {
      requireLost(old.oid());
      broken = null;
      return;
    }
    var back = world.random.nextBoolean() ? old : world.anyRelation();
    boolean leads = !back.equals(broken) && !back.equals(World.UNUSABLE);
    if (leads && (!isLeftAlready(record.get()) || world.lastFailed().isPresent())) {
      world.waysBack++;
      world.thirds += back.equals(old) ? 0 : 1;
      world.cluster.edit(back, world.cluster.read().attempt() + 1);
    }
  }

  /** A refresh leads out of a relation that stands still; otherwise it must be mended. */
  private void leaveOrMend() {
    var next = world.anyRelation();
    boolean leads = !next.equals(broken) && !next.equals(World.UNUSABLE);
    if (world.mode() == Mode.REFRESH && leads && world.random.nextBoolean()) {
      world.cluster.edit(next, world.cluster.read().attempt() + 1);
    } else {
      broken = null;
    }
  }

  /** Only what happened to the table itself may cut off the way back. */
  private void requireLost(long table) {
    if (!lostTables.contains(table)) {
      throw new AssertionError("the way back to table %d is cut off".formatted(table));
    }
  }

  /** Whether the table's changes are complete from the frontier on; it may have been lost. */
  private static boolean isCarried(Relation relation, LiveRecord record) {
    var since = record.carried().get(relation.oid());
    return since != null && !record.frontier().upper().isBefore(since);
  }

  private boolean isLeftAlready(LiveRecord record) {
    return !world.cluster.from().equals(record.relation());
  }
}
