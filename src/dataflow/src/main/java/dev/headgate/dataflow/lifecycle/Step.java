package dev.headgate.dataflow.lifecycle;

import java.util.ArrayList;
import java.util.List;

/**
 * Where an event led.
 *
 * @param state the state from now on
 * @param effects what to do, in order
 */
public record Step(SinkState state, List<SinkEffect> effects) {

  public Step {
    effects = List.copyOf(effects);
  }

  static Step to(SinkState state, SinkEffect... effects) {
    return new Step(state, List.of(effects));
  }

  /** This, with {@code effect} done before those of its own. */
  Step after(SinkEffect effect) {
    return after(List.of(effect));
  }

  /** This, with {@code earlier} done before those of its own. */
  Step after(List<SinkEffect> earlier) {
    var all = new ArrayList<>(earlier);
    all.addAll(effects);
    return new Step(state, all);
  }
}
