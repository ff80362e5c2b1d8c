package dev.headgate.dataflow.cutover;

import java.util.ArrayList;
import java.util.List;

/**
 * Where an event led.
 *
 * @param state the state from now on
 * @param effects what to do, in order
 */
public record Transition(CutoverState state, List<CutoverEffect> effects) {

  public Transition {
    effects = List.copyOf(effects);
  }

  static Transition to(CutoverState state, CutoverEffect... effects) {
    return new Transition(state, List.of(effects));
  }

  /** This, with {@code effects} done before those of its own. */
  Transition after(List<CutoverEffect> earlier) {
    var all = new ArrayList<>(earlier);
    all.addAll(effects);
    return new Transition(state, all);
  }
}
