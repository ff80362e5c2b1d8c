package dev.headgate.dataflow.simulation;

import dev.headgate.dataflow.cutover.CutoverState;
import dev.headgate.dataflow.cutover.Mode;
import dev.headgate.dataflow.cutover.Run;
import dev.headgate.dataflow.cutover.Terms;
import dev.headgate.dataflow.preview.KeyLimits;
import dev.headgate.dataflow.relation.Relation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.SequencedMap;
import java.util.SequencedSet;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * What becomes of a try to which something happens in one of its steps: the whole of source,
 * broker, worker and operator is played from there on, in calm weather, and judged.
 */
final class Fates {

  private static final int SEEDS = 12;
  private static final int STEPS = 1_500;
  private static final Duration TIMEOUT = Duration.ofMinutes(1);
  private static final Relation OLD = World.RELATIONS.get(0);
  private static final Relation NEW = World.RELATIONS.get(2);
  private static final Relation THIRD = World.RELATIONS.get(1);
  private static final KeyLimits LOOSE =
      new KeyLimits(OptionalLong.of(100), OptionalLong.empty(), OptionalLong.empty());

  private Fates() {}

  /** Where something happens. */
  static List<Class<? extends CutoverState>> steps() {
    return List.of(
        CutoverState.Validating.class,
        CutoverState.Publishing.class,
        CutoverState.AwaitingTransactions.class,
        CutoverState.TakingSince.class,
        CutoverState.RecordingSince.class,
        CutoverState.CatchingUp.class,
        CutoverState.AwaitingPromotion.class,
        CutoverState.Comparing.class,
        CutoverState.CuttingOver.class,
        CutoverState.Repairing.class,
        CutoverState.CommitUnknown.class,
        CutoverState.Verifying.class);
  }

  /** What happens. */
  static SequencedMap<String, Consumer<World>> happenings() {
    var all = new java.util.LinkedHashMap<String, Consumer<World>>();
    all.put("worker killed", w -> w.worker().dead = true);
    all.put("operator killed", World::crashOperator);
    all.put("broker lost for a while", w -> away(w, () -> w.broker.up = false));
    all.put("database restarted", w -> w.source.crash());
    all.put("spec changed again", w -> w.cluster.edit(THIRD, 0));
    all.put("spec put back", w -> w.cluster.edit(OLD, 0));
    all.put("NEW's table dropped", w -> w.misfortune.drop(NEW));
    all.put("OLD's table dropped", w -> w.misfortune.drop(OLD));
    all.put("sink deleted", w -> w.cluster.delete());
    all.put("paused for a while", w -> away(w, () -> w.cluster.run(Run.PAUSED)));
    all.put("deadline", w -> w.pass(TIMEOUT));
    all.put("promoted with a stale id", w -> w.cluster.promote("feedfacefeedface"));
    all.put("message lost", w -> w.network.lose());
    all.put("message repeated", w -> w.network.repeat());
    all.put("message late", w -> w.network.deliverLate());
    return all;
  }

  private static void away(World world, Runnable event) {
    event.run();
    for (int i = 0; i < 60; i++) {
      world.calmly(i);
    }
    world.misfortune.mendMachines();
    world.cluster.run(Run.RUNNING);
  }

  /** Every way in which it ended, over some histories. */
  static SequencedSet<String> of(Class<? extends CutoverState> step, Consumer<World> happening) {
    var fates = new TreeSet<String>();
    for (int seed = 0; seed < SEEDS; seed++) {
      fates.add(play(seed, step, happening));
    }
    return fates;
  }

  private static String play(
      int seed, Class<? extends CutoverState> step, Consumer<World> happening) {
    var world = new World(new Random(seed), new Protocol(), setup(step));
    world.calm();
    write(world);
    until(world, () -> world.worker().isSettled());
    world.cluster.edit(NEW, 0);
    boolean waits = step == CutoverState.AwaitingTransactions.class;
    var open = waits ? Optional.of(world.source.begin()) : Optional.<Source.Open>empty();
    until(world, () -> world.worker().cutover().filter(step::isInstance).isPresent());
    if (step == CutoverState.AwaitingPromotion.class) {
      until(world, () -> world.cluster.read().status().flatMap(a -> a.awaiting()).isPresent());
    }
    int deletions = world.deletions;
    happening.accept(world);
    open.filter(world.source.open::contains).ifPresent(world.source::commit);
    write(world);
    for (int i = 0; i < STEPS && world.deletions == deletions; i++) {
      world.calmly(i);
      if (i % 50 == 49) {
        world.misfortune.promote();
      }
    }
    return fate(world, deletions);
  }

  private static String fate(World world, int deletions) {
    if (world.deletions > deletions) {
      Oracle.nothingIsLeft(world);
      return "released";
    }
    Oracle.judge(world);
    var told = new ArrayList<>(world.told);
    var active = Oracle.activeRelation(world);
    var flows = active.equals(OLD.name()) ? "OLD" : active.equals(NEW.name()) ? "NEW" : "third";
    return told.isEmpty()
        ? "stands still at T; " + flows
        : String.join(", then ", told) + "; " + flows;
  }

  private static Setup setup(Class<? extends CutoverState> step) {
    var mode = step == CutoverState.Repairing.class ? Mode.RECONCILE : Mode.FORWARD;
    var limits = step == CutoverState.Comparing.class ? LOOSE : KeyLimits.NONE;
    return new Setup(
        OLD,
        true,
        Optional.of(TIMEOUT),
        step == CutoverState.AwaitingPromotion.class,
        Terms.DEFAULT.withMode(mode).withLimits(limits),
        Duration.ZERO,
        6);
  }

  private static void write(World world) {
    for (long table = 1; table <= 2; table++) {
      var transaction = world.source.begin();
      world.source.write(transaction, table);
      world.source.commit(transaction);
    }
  }

  private static void until(World world, java.util.function.BooleanSupplier condition) {
    for (int i = 0; i < 5_000; i++) {
      if (condition.getAsBoolean()) {
        return;
      }
      world.calmly(i);
    }
    throw new AssertionError("was not reached: " + world.worker());
  }

  /** As Markdown: one row a happening, and a step where it ends otherwise than in the others. */
  static String markdown() {
    var out =
        new StringBuilder(
            "| what happens | in | how the try ends; what flows then |\n|---|---|---|\n");
    happenings()
        .forEach(
            (name, happening) -> {
              var steps = new java.util.LinkedHashMap<String, List<String>>();
              for (var step : steps()) {
                steps
                    .computeIfAbsent(
                        String.join(", or ", of(step, happening)), f -> new ArrayList<>())
                    .add(step.getSimpleName());
              }
              steps.forEach((fate, in) -> out.append(row(name, in, fate)));
            });
    return out.toString();
  }

  private static String row(String happening, List<String> in, String fate) {
    boolean all = in.size() == steps().size();
    return "| %s | %s | %s |%n"
        .formatted(happening, all ? "every step" : String.join(", ", in), fate);
  }
}
