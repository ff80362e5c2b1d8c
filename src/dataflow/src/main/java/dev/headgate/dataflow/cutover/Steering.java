package dev.headgate.dataflow.cutover;

import java.util.Optional;

/**
 * What the operator does next, in this order.
 *
 * @param attempt the try as status is to show it
 * @param assign the assignment to write, if it changes
 * @param send what to tell the worker, if it must be told
 */
public record Steering(
    Optional<Attempt> attempt, Optional<Desired> assign, Optional<Desired> send) {

  static Steering remembering(Optional<Attempt> attempt) {
    return new Steering(attempt, Optional.empty(), Optional.empty());
  }
}
