package dev.headgate.dataflow.time;

/**
 * The border between what is complete and what is not: every update with {@code timestamp < upper}
 * is on the near side, every other one on the far side.
 *
 * @param upper the first timestamp that is not complete
 */
public record Frontier(Timestamp upper) {

  /** Nothing is complete yet. */
  public static final Frontier START = new Frontier(Timestamp.ZERO);

  public static Frontier at(Timestamp upper) {
    return new Frontier(upper);
  }

  public boolean isBefore(Frontier other) {
    return upper.isBefore(other.upper);
  }

  /**
   * Whether this frontier has reached {@code since}: everything before it is complete. Equal will
   * do.
   */
  public boolean hasReached(Timestamp since) {
    return !upper.isBefore(since);
  }

  /** Whether an update at {@code at} is on the near side. */
  public boolean isPast(Timestamp at) {
    return at.isBefore(upper);
  }

  @Override
  public String toString() {
    return upper.toString();
  }
}
