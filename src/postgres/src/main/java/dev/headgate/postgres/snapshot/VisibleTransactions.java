package dev.headgate.postgres.snapshot;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which transactions a snapshot sees, as {@code pg_current_snapshot()} prints it: {@code
 * xmin:xmax:xip,xip}, 64-bit ids whose upper half counts the wraps.
 *
 * @param xmin below it all are finished
 * @param xmax from here on nothing is seen
 * @param unfinished those below {@code xmax} that are not seen either
 */
public record VisibleTransactions(long xmin, long xmax, Set<Long> unfinished) {

  public VisibleTransactions {
    unfinished = Set.copyOf(unfinished);
  }

  /**
   * Reads the text form.
   *
   * @throws IllegalArgumentException if it is not of that form
   */
  public static VisibleTransactions parse(String text) {
    var parts = text.split(":", -1);
    if (parts.length != 3) {
      throw new IllegalArgumentException("not a pg_snapshot: \"" + text + "\"");
    }
    var unfinished =
        Arrays.stream(parts[2].split(","))
            .filter(xid -> !xid.isEmpty())
            .map(Long::valueOf)
            .collect(Collectors.toSet());
    return new VisibleTransactions(Long.parseLong(parts[0]), Long.parseLong(parts[1]), unfinished);
  }

  /**
   * Whether the snapshot takes that transaction for finished.
   *
   * @param xid the 32-bit id of a transaction, less than 2^31 away from {@code xmax}
   */
  public boolean finished(long xid) {
    long full = full(xid);
    return full < xmax && !unfinished.contains(full);
  }

  /** The 64-bit id of a transaction that is less than 2^31 away from {@code xmax}. */
  public long full(long xid) {
    return xmax + ((int) xid - (int) xmax);
  }
}
