package dev.headgate.dataflow.cutover;

import java.util.List;

/**
 * What is known right before the point of no return.
 *
 * @param offsets the data topic's next offsets, one a partition; more rows of the old relation may
 *     follow them until the commit
 * @param registered whether the new relation's schemas are registered. If not, its rows cannot be
 *     written before they are: the stream is opened again after the cutover, and that registers
 *     them
 */
public record Readiness(List<Long> offsets, boolean registered) {
  public Readiness {
    offsets = List.copyOf(offsets);
  }
}
