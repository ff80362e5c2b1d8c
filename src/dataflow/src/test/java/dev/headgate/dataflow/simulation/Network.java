package dev.headgate.dataflow.simulation;

import dev.headgate.dataflow.cutover.Desired;
import java.util.ArrayList;
import java.util.List;

/** The way from the operator to a worker: loses, repeats, delays and reorders. */
final class Network {

  private final World world;
  private final List<Desired> underWay = new ArrayList<>();
  private final List<Desired> sent = new ArrayList<>();

  Network(World world) {
    this.world = world;
  }

  /** What was on its way is lost. */
  void lose() {
    underWay.clear();
  }

  /** What was sent last arrives once more. */
  void repeat() {
    underWay.add(sent.getLast());
  }

  /** What was sent before the try began arrives once more. */
  void deliverLate() {
    underWay.add(sent.getFirst());
  }

  void send(Desired desired) {
    sent.add(desired);
    underWay.add(desired);
    if (world.chance(world.faulty(0.1))) {
      underWay.add(desired);
    }
  }

  boolean isIdle() {
    return underWay.isEmpty();
  }

  /** One message arrives, or does not. */
  void step(WorkerProcess worker) {
    if (underWay.isEmpty()) {
      return;
    }
    boolean orderly = !world.chance(world.faulty(0.3));
    var message = underWay.get(orderly ? 0 : world.random.nextInt(underWay.size()));
    if (!world.chance(world.faulty(0.2))) {
      underWay.remove(message);
    }
    if (!world.chance(world.faulty(0.15))) {
      worker.put(message);
    }
  }
}
