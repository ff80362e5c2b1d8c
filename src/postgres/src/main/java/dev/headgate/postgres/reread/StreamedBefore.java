package dev.headgate.postgres.reread;

import dev.headgate.postgres.snapshot.VisibleTransactions;
import java.util.Arrays;
import java.util.OptionalLong;

/**
 * The transactions that were streamed before a recording began: a snapshot can be used with the
 * recording only if it shows all of them, since the recording has none. Immutable.
 */
public final class StreamedBefore {

  private final OptionalLong floor;
  private final int[] xids;

  /**
   * @param floor those that are not in {@code xids} are below it; empty if {@code xids} are all
   *     that matter
   * @param xids 32-bit ids
   */
  StreamedBefore(OptionalLong floor, int[] xids) {
    this.floor = floor;
    this.xids = xids.clone();
    Arrays.sort(this.xids);
  }

  /** Whether the snapshot shows all of them. */
  public boolean allows(VisibleTransactions snapshot) {
    if (floor.isPresent() && snapshot.xmin() <= floor.getAsLong()) {
      return false;
    }
    for (int xid : xids) {
      if (!snapshot.finished(xid)) {
        return false;
      }
    }
    return true;
  }

  /**
   * Whether that transaction has to end before a snapshot can be used.
   *
   * @param xid the 32-bit id of one that is running
   * @param snapshot a present one
   */
  boolean waitsFor(long xid, VisibleTransactions snapshot) {
    return floor.isPresent() && snapshot.full(xid) <= floor.getAsLong()
        || Arrays.binarySearch(xids, (int) xid) >= 0;
  }
}
