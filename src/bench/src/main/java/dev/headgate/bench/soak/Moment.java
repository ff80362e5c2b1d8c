package dev.headgate.bench.soak;

import dev.headgate.dataflow.cutover.CutoverStep;
import java.time.Duration;

/** When to strike. */
public sealed interface Moment {

  /** That long after the edit, wherever the cutover is by then. */
  record AfterEdit(Duration delay) implements Moment {}

  /**
   * That long after the worker was first seen in a step, or beyond it. Steps that last for
   * milliseconds would hardly ever be met otherwise.
   */
  record InStep(CutoverStep step, Duration delay) implements Moment {}
}
