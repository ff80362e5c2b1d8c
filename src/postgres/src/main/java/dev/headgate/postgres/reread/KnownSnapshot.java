package dev.headgate.postgres.reread;

import dev.headgate.dataflow.time.Timestamp;
import dev.headgate.postgres.snapshot.VisibleTransactions;

/**
 * A snapshot, and where it stands in the stream. The contents at a timestamp T are what it shows,
 * overlaid in stream order by the recorded transactions with a timestamp below T that it does not
 * show.
 *
 * @param visible which transactions it shows
 * @param notBefore every transaction that it shows has a timestamp below this one: T must not be
 *     before it
 */
public record KnownSnapshot(VisibleTransactions visible, Timestamp notBefore) {

  /** Whether it shows that transaction, so that its recorded changes must be skipped. */
  public boolean shows(int xid) {
    return visible.finished(xid);
  }
}
