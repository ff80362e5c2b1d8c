package dev.headgate.dataflow.contents;

import dev.headgate.dataflow.envelope.MessageHandler;

/**
 * Compares the keys that were touched since a snapshot: the state of a relation that was touched is
 * the recorded one, that of the other is looked up in its contents. Not thread-safe.
 */
final class TouchedKeys {

  private final Repair repair;
  private final RecordedStates touchedOld;
  private final RecordedStates touchedNext;
  private final MessageHandler handler;
  private final Tally tally;
  private final State old;
  private final State next;

  TouchedKeys(Difference difference, Recorder since, MessageHandler handler, Tally tally) {
    this.repair = difference.repair();
    this.touchedOld = since.old();
    this.touchedNext = since.next();
    this.handler = handler;
    this.tally = tally;
    this.old = new State(touchedOld, difference.old());
    this.next = new State(touchedNext, difference.next());
  }

  /** By hash: lookups then go through the contents from front to back. */
  void run() {
    touchedNext.forEachByHash(new Each(false));
    touchedOld.forEachByHash(new Each(true));
  }

  private void compare(byte[] key, int start, int keyLength, long hash) {
    old.find(key, start, keyLength, hash);
    next.find(key, start, keyLength, hash);
    if (!next.present) {
      if (old.present) {
        handler.tombstone(key, start, keyLength, hash);
        tally.add(Difference.ORPHAN, keyLength);
      }
    } else if (!old.present
        || repair == Repair.REFRESH
        || !old.entry.hasValue(
            next.entry.array(),
            next.entry.start() + next.entry.keyLength(),
            next.entry.valueLength())) {
      var e = next.entry;
      handler.upsert(e.array(), e.start(), e.keyLength(), e.valueLength(), hash);
      tally.add(old.present ? Difference.STALE : Difference.MISSING, e.bodyLength());
    }
  }

  /** Takes each touched key. Those that were touched in NEW are through once OLD's are taken. */
  private final class Each implements MessageHandler {
    private final boolean notInNext;

    Each(boolean notInNext) {
      this.notInNext = notInNext;
    }

    @Override
    public void upsert(byte[] bytes, int start, int keyLength, int valueLength, long keyHash) {
      tombstone(bytes, start, keyLength, keyHash);
    }

    @Override
    public void tombstone(byte[] bytes, int start, int keyLength, long keyHash) {
      if (!notInNext || !touchedNext.contains(bytes, start, keyLength, keyHash)) {
        compare(bytes, start, keyLength, keyHash);
      }
    }
  }

  /** One relation's present state of one key. */
  private static final class State implements MessageHandler {
    private final RecordedStates touched;
    private final Lookup contents;
    private final Entry recorded = new Entry();
    private boolean present;
    private Entry entry = recorded;

    State(RecordedStates touched, SortedFile contents) {
      this.touched = touched;
      this.contents = new Lookup(contents);
    }

    void find(byte[] key, int start, int keyLength, long hash) {
      if (!touched.find(key, start, keyLength, hash, this)) {
        present = contents.find(key, start, keyLength, hash);
        entry = contents.entry();
      }
    }

    @Override
    public void upsert(byte[] bytes, int start, int keyLength, int valueLength, long keyHash) {
      recorded.set(bytes, start, keyLength, valueLength, keyHash, (byte) 0);
      entry = recorded;
      present = true;
    }

    @Override
    public void tombstone(byte[] bytes, int start, int keyLength, long keyHash) {
      present = false;
    }
  }
}
