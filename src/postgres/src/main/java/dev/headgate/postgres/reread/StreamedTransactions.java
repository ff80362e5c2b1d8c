package dev.headgate.postgres.reread;

import java.util.Arrays;
import java.util.OptionalLong;

/**
 * Remembers which transactions were streamed. A commit is streamed before it is visible, by long
 * under synchronous replication: so a snapshot that is taken later may still miss it, and what is
 * recorded from now on does not have it either.
 *
 * <p>What was streamed before this was made, by another process for instance, is not remembered.
 * Neither is anything once there is too much of it. Then a floor helps: a transaction id that was
 * given out after all that is forgotten had been streamed. Snapshots whose {@code xmin} is past it
 * show all of that.
 *
 * <p>Used by the sink's loop alone.
 */
public final class StreamedTransactions {

  private static final int FIRST = 1024;

  private final int maxRemembered;
  private int[] xids = new int[FIRST];
  private int size;
  private long forgotten;
  private boolean floorNeeded = true;
  private OptionalLong floor = OptionalLong.empty();

  /**
   * Begins to remember, having forgotten all that came before.
   *
   * @param maxRemembered how many transactions are remembered at most, 4 bytes each
   */
  public StreamedTransactions(int maxRemembered) {
    this.maxRemembered = maxRemembered;
  }

  /** A transaction is streamed. */
  public void begin(int xid) {
    if (size == maxRemembered) {
      size = 0;
      forgotten++;
      floorNeeded = true;
      floor = OptionalLong.empty();
    }
    if (size == xids.length) {
      xids = Arrays.copyOf(xids, Math.min(maxRemembered, size * 2));
    }
    xids[size++] = xid;
  }

  /** Whether a floor is missing: {@link #floorTaken} supplies it. */
  public boolean needsFloor() {
    return floorNeeded && floor.isEmpty();
  }

  /** How often something was forgotten; tells for what a floor was taken. */
  public long forgotten() {
    return forgotten;
  }

  /**
   * A floor was taken. Ignored if something has been forgotten since.
   *
   * @param xid from {@link TransactionIds#takeFloor}, called after {@code forgottenThen} was asked
   * @param forgottenThen what {@link #forgotten} was then
   */
  public void floorTaken(long xid, long forgottenThen) {
    if (forgottenThen == forgotten && needsFloor()) {
      floor = OptionalLong.of(xid);
    }
  }

  /**
   * Every transaction below {@code xmin} is finished for any snapshot that is taken from now on,
   * and need not be remembered. To be told from time to time; ids are compared across a wrap, so at
   * the latest after 2^31 of them.
   *
   * @param xmin from {@link TransactionIds#oldestRunning}
   */
  public void passed(long xmin) {
    int kept = 0;
    for (int i = 0; i < size; i++) {
      if (xids[i] - (int) xmin >= 0) {
        xids[kept++] = xids[i];
      }
    }
    size = kept;
    if (floor.isPresent() && xmin > floor.getAsLong()) {
      floor = OptionalLong.empty();
      floorNeeded = false;
    }
  }

  /**
   * What was streamed so far, for a snapshot that is taken later. Whoever records what is streamed
   * from here on begins now.
   *
   * @throws IllegalStateException if a floor is missing
   */
  public StreamedBefore before() {
    if (needsFloor()) {
      throw new IllegalStateException("what was streamed before is not known, and no floor");
    }
    return new StreamedBefore(floor, Arrays.copyOf(xids, size));
  }
}
