package dev.headgate.dataflow.sink;

/**
 * Counts the definitions that a sink has had: 1 at creation, one more at each cutover.
 *
 * @param number 1 or more
 */
public record Version(int number) implements Comparable<Version> {

  public static final Version FIRST = new Version(1);

  public Version {
    if (number < 1) {
      throw new IllegalArgumentException("a version starts at 1, not " + number);
    }
  }

  public Version next() {
    return new Version(number + 1);
  }

  @Override
  public int compareTo(Version other) {
    return Integer.compare(number, other.number);
  }

  @Override
  public String toString() {
    return Integer.toString(number);
  }
}
