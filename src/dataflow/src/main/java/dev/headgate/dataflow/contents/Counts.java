package dev.headgate.dataflow.contents;

/**
 * What a repair writes.
 *
 * @param stale keys that the topic has, and that get NEW's value: one that differs with {@link
 *     Repair#RECONCILE}, any with {@link Repair#REFRESH}
 * @param missing keys that the topic lacks
 * @param orphan keys that NEW lacks, each a tombstone
 * @param bytes of all keys and values
 */
public record Counts(long stale, long missing, long orphan, long bytes) {

  /** Nothing. */
  public static final Counts NONE = new Counts(0, 0, 0, 0);

  /** How many messages these are. */
  public long messages() {
    return stale + missing + orphan;
  }
}
