package dev.headgate.dataflow.plan;

import java.util.List;

/** The outcome of planning. */
public sealed interface Planning {

  /** The sink can run. */
  record Planned(SinkPlan plan) implements Planning {}

  /**
   * It cannot.
   *
   * @param problems all of them, never empty
   */
  record Refused(List<Problem> problems) implements Planning {
    public Refused {
      problems = List.copyOf(problems);
      if (problems.isEmpty()) {
        throw new IllegalArgumentException("a refusal needs a problem");
      }
    }
  }
}
