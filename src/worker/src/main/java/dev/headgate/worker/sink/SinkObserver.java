package dev.headgate.worker.sink;

import dev.headgate.dataflow.lifecycle.SinkEvent;
import dev.headgate.dataflow.lifecycle.SinkState;
import dev.headgate.dataflow.lifecycle.Step;

/**
 * Watches a sink's loop. Called on its thread, before the effects of a transition are carried out.
 */
@FunctionalInterface
public interface SinkObserver {

  /** A transition from {@code before}. */
  void transition(SinkState before, SinkEvent event, Step step);

  /** Writes one line a transition into the log. */
  static SinkObserver log() {
    return (before, event, step) -> SinkLog.transition(before.sink(), before, step.state());
  }

  /** This, then {@code next}. */
  default SinkObserver and(SinkObserver next) {
    return (before, event, step) -> {
      transition(before, event, step);
      next.transition(before, event, step);
    };
  }
}
