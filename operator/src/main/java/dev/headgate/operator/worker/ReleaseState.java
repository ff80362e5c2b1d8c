package dev.headgate.operator.worker;

/** How far the release of a Sink without a worker is. */
public sealed interface ReleaseState {

  /**
   * It goes on.
   *
   * @param why it is not over, for people
   */
  record Running(String why) implements ReleaseState {}

  /**
   * Nothing is left of the sink: it was released as the assignment of exactly that generation says.
   */
  record Succeeded(long generation) implements ReleaseState {}
}
