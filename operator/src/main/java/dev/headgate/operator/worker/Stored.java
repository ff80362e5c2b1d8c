package dev.headgate.operator.worker;

/** What was found under the name of a Sink's Secret. */
public sealed interface Stored {

  /** Nothing was assigned yet. */
  record None() implements Stored {}

  /** What was assigned last. */
  record Ours(StoredAssignment assignment) implements Stored {}

  /**
   * A Secret of somebody else, also of an earlier Sink of the name. It is neither read nor written;
   * the Sink waits until it is gone.
   *
   * @param why for people, with what to do
   */
  record Foreign(String why) implements Stored {}
}
