package dev.headgate.dataflow.contents;

/** Counts messages. */
final class Tally {

  private long stale;
  private long missing;
  private long orphan;
  private long bytes;

  void add(byte tag, int messageBytes) {
    switch (tag) {
      case Difference.STALE -> stale++;
      case Difference.MISSING -> missing++;
      case Difference.ORPHAN -> orphan++;
      default -> throw new IllegalArgumentException("no tag of a change: " + tag);
    }
    bytes += messageBytes;
  }

  Counts counts() {
    return new Counts(stale, missing, orphan, bytes);
  }
}
