package dev.headgate.dataflow.contents;

import dev.headgate.dataflow.envelope.MessageHandler;
import java.util.function.IntPredicate;

/** Changes in their order, until it is known which of their transactions count. Not thread-safe. */
final class PendingChanges implements AutoCloseable {

  // Tags of entries. The changes that follow are of the transaction whose id is in place of a hash.
  private static final byte TRANSACTION = 0;
  private static final byte OLD_UPSERT = 1;
  private static final byte OLD_TOMBSTONE = 2;
  private static final byte NEXT_UPSERT = 3;
  private static final byte NEXT_TOMBSTONE = 4;

  private static final byte[] NOTHING = {};

  private final Storage storage;
  private final MessageHandler old;
  private final MessageHandler next;
  private final Entry entry = new Entry();
  private EntryWriter changes;

  /** Of the last transaction in the file, if it has any. */
  private int lastXid;

  PendingChanges(Storage storage, MessageHandler old, MessageHandler next) {
    this.storage = storage;
    this.old = old;
    this.next = next;
    this.changes = new EntryWriter(storage.create());
  }

  /**
   * Keeps a change.
   *
   * @param to the handler of OLD or of NEW, whichever it is of
   */
  void upsert(
      int xid,
      MessageHandler to,
      byte[] bytes,
      int start,
      int keyLength,
      int valueLength,
      long keyHash) {
    begin(xid);
    entry.set(bytes, start, keyLength, valueLength, keyHash, to == old ? OLD_UPSERT : NEXT_UPSERT);
    changes.add(entry);
  }

  /** As {@link #upsert}. */
  void tombstone(int xid, MessageHandler to, byte[] bytes, int start, int keyLength, long keyHash) {
    begin(xid);
    entry.set(bytes, start, keyLength, 0, keyHash, to == old ? OLD_TOMBSTONE : NEXT_TOMBSTONE);
    changes.add(entry);
  }

  private void begin(int xid) {
    if (changes.length() == 0 || lastXid != xid) {
      entry.set(NOTHING, 0, 0, 0, xid, TRANSACTION);
      changes.add(entry);
      lastXid = xid;
    }
  }

  long bytes() {
    return changes.length();
  }

  /** Forgets the changes of transactions that every later snapshot shows. */
  void forget(IntPredicate finished) {
    if (changes.length() == 0) {
      return;
    }
    var kept = new PendingChanges(storage, old, next);
    try {
      forEach(finished, kept::keep);
      changes.close();
    } catch (RuntimeException e) {
      kept.close();
      throw e;
    }
    changes = kept.changes;
    lastXid = kept.lastXid;
  }

  private void keep(int xid, Entry change) {
    begin(xid);
    changes.add(change);
  }

  /** Hands on the changes of the transactions that the snapshot does not show, in their order. */
  void replay(IntPredicate shown) {
    forEach(
        shown,
        (xid, change) -> {
          switch (change.tag()) {
            case OLD_UPSERT -> upsert(old, change);
            case OLD_TOMBSTONE -> tombstone(old, change);
            case NEXT_UPSERT -> upsert(next, change);
            default -> tombstone(next, change);
          }
        });
  }

  private static void upsert(MessageHandler to, Entry e) {
    to.upsert(e.array(), e.start(), e.keyLength(), e.valueLength(), e.hash());
  }

  private static void tombstone(MessageHandler to, Entry e) {
    to.tombstone(e.array(), e.start(), e.keyLength(), e.hash());
  }

  /** Takes a change of a transaction. */
  private interface Taker {
    void take(int xid, Entry change);
  }

  private void forEach(IntPredicate leftOut, Taker taker) {
    var cursor = new Cursor(changes.flushed(), changes.length());
    int xid = 0;
    boolean skips = false;
    while (cursor.next()) {
      var change = cursor.entry();
      if (change.tag() == TRANSACTION) {
        xid = (int) change.hash();
        skips = leftOut.test(xid);
      } else if (!skips) {
        taker.take(xid, change);
      }
    }
  }

  @Override
  public void close() {
    changes.close();
  }
}
