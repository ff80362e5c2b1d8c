package dev.headgate.dataflow.contents;

import dev.headgate.dataflow.envelope.MessageHandler;

/**
 * A difference as of a snapshot, brought up to where the stream is now: keys that were touched
 * since are compared anew, all others are as they were. Used by the sink's loop alone.
 */
public final class LiveDifference {

  private final Difference difference;
  private final Recorder since;

  /**
   * @param difference of the contents as of the snapshot that the recorder was told
   * @param since recorded from before that snapshot on
   */
  public LiveDifference(Difference difference, Recorder since) {
    this.difference = difference;
    this.since = since;
  }

  /**
   * About what would be written now, at the cost of nothing: every key that was touched counts as
   * if it had to be, beside what differed at the snapshot. So never fewer messages than there are;
   * the bytes are an estimate.
   */
  public Counts estimate() {
    var then = difference.counts();
    return new Counts(
        then.stale() + since.old().keys() + since.next().keys(),
        then.missing(),
        then.orphan(),
        then.bytes() + since.old().bytes() + since.next().bytes());
  }

  /** What exactly would be written now; takes about as long as {@link #emit}. */
  public Counts measure() {
    return emit(NOWHERE);
  }

  /**
   * Hands out what makes the topic equal to NEW as of where the stream is now, each key once, in no
   * order that matters. Takes time in proportion to what it hands out and to the keys that were
   * touched since the snapshot. May be called again.
   *
   * @return what was handed out
   * @throws IllegalStateException unless {@link Recorder#isReady}
   * @throws java.io.UncheckedIOException if the contents cannot be read
   */
  public Counts emit(MessageHandler handler) {
    if (!since.isReady()) {
      throw new IllegalStateException("the contents cannot be brought up to " + since.upper());
    }
    var tally = new Tally();
    var untouched = new Cursor(difference.changes());
    while (untouched.next()) {
      var change = untouched.entry();
      if (!isTouched(change)) {
        hand(change, handler, tally);
      }
    }
    new TouchedKeys(difference, since, handler, tally).run();
    return tally.counts();
  }

  private boolean isTouched(Entry e) {
    return since.next().contains(e.array(), e.start(), e.keyLength(), e.hash())
        || since.old().contains(e.array(), e.start(), e.keyLength(), e.hash());
  }

  private static void hand(Entry e, MessageHandler handler, Tally tally) {
    if (e.tag() == Difference.ORPHAN) {
      handler.tombstone(e.array(), e.start(), e.keyLength(), e.hash());
    } else {
      handler.upsert(e.array(), e.start(), e.keyLength(), e.valueLength(), e.hash());
    }
    tally.add(e.tag(), e.bodyLength());
  }

  private static final MessageHandler NOWHERE =
      new MessageHandler() {
        @Override
        public void upsert(byte[] bytes, int start, int keyLength, int valueLength, long hash) {}

        @Override
        public void tombstone(byte[] bytes, int start, int keyLength, long hash) {}
      };
}
