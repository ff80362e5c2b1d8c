package dev.headgate.dataflow.contents;

/**
 * What a repair would write as of one snapshot, computed once, and the contents that it comes from.
 * Immutable; one thread at a time. Owns its contents.
 */
public final class Difference implements AutoCloseable {

  /** The tag of a change: what is wrong with the key in the topic. */
  static final byte STALE = 1;

  static final byte MISSING = 2;
  static final byte ORPHAN = 3;

  private final Repair repair;
  private final SortedFile old;
  private final SortedFile next;
  private final SortedFile changes;
  private final Counts counts;

  private Difference(
      Repair repair, SortedFile old, SortedFile next, SortedFile changes, Counts counts) {
    this.repair = repair;
    this.old = old;
    this.next = next;
    this.changes = changes;
    this.counts = counts;
  }

  /**
   * Compares key by key. Takes time in proportion to both contents.
   *
   * @param old what the topic is known to hold with {@link Repair#RECONCILE}: OLD's contents; the
   *     keys that it was found to hold with {@link Repair#REFRESH}. Closed with the result, but not
   *     if this throws
   * @param next NEW's contents as of the same snapshot; likewise
   */
  public static Difference of(Repair repair, Contents old, Contents next, Storage storage) {
    try (var writer = new SortedWriter(storage.create(), 0)) {
      var comparison = new Comparison(repair, writer);
      comparison.run(new Cursor(old.file()), new Cursor(next.file()));
      return new Difference(
          repair, old.file(), next.file(), writer.finish(), comparison.tally.counts());
    }
  }

  /** What would be written if nothing had changed since the snapshot. */
  public Counts counts() {
    return counts;
  }

  Repair repair() {
    return repair;
  }

  SortedFile old() {
    return old;
  }

  SortedFile next() {
    return next;
  }

  SortedFile changes() {
    return changes;
  }

  @Override
  public void close() {
    old.close();
    next.close();
    changes.close();
  }

  private static final class Comparison {
    private final Repair repair;
    private final SortedWriter writer;
    private final Entry change = new Entry();
    private final Tally tally = new Tally();

    Comparison(Repair repair, SortedWriter writer) {
      this.repair = repair;
      this.writer = writer;
    }

    void run(Cursor old, Cursor next) {
      boolean inOld = old.next();
      boolean inNext = next.next();
      while (inOld || inNext) {
        int order = !inOld ? 1 : !inNext ? -1 : old.entry().compareKey(next.entry());
        if (order < 0) {
          write(ORPHAN, old.entry(), 0);
        } else if (order > 0) {
          write(MISSING, next.entry(), next.entry().valueLength());
        } else if (repair == Repair.REFRESH || old.entry().compare(next.entry()) != 0) {
          write(STALE, next.entry(), next.entry().valueLength());
        }
        inOld = order <= 0 ? old.next() : inOld;
        inNext = order >= 0 ? next.next() : inNext;
      }
    }

    private void write(byte tag, Entry of, int valueLength) {
      change.set(of.array(), of.start(), of.keyLength(), valueLength, of.hash(), tag);
      writer.add(change);
      tally.add(tag, change.bodyLength());
    }
  }
}
