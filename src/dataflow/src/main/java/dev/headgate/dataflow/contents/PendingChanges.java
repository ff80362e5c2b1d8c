package dev.headgate.dataflow.contents;

import dev.headgate.dataflow.envelope.ByteChunks;
import dev.headgate.dataflow.envelope.MessageHandler;
import java.util.Arrays;
import java.util.function.IntPredicate;

/** Changes in their order, until it is known which of their transactions count. Not thread-safe. */
final class PendingChanges {

  /** Bytes of a change beside key and value. */
  private static final int CHANGE_BYTES = 8 + 8 + 4 + 4 + 4 + 1;

  private static final int TOMBSTONE = -1;
  private static final int FIRST_CHANGES = 64;

  private final MessageHandler old;
  private final MessageHandler next;
  private final long maxBytes;
  private final ByteChunks chunks = new ByteChunks();

  private long[] hashes = new long[FIRST_CHANGES];
  private long[] places = new long[FIRST_CHANGES];
  private int[] keyLengths = new int[FIRST_CHANGES];
  private int[] valueLengths = new int[FIRST_CHANGES];
  private int[] xids = new int[FIRST_CHANGES];
  private boolean[] ofOld = new boolean[FIRST_CHANGES];
  private int size;

  PendingChanges(MessageHandler old, MessageHandler next, long maxBytes) {
    this.old = old;
    this.next = next;
    this.maxBytes = maxBytes;
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
    add(xid, to, bytes, start, keyLength, valueLength, keyHash);
  }

  /** As {@link #upsert}. */
  void tombstone(int xid, MessageHandler to, byte[] bytes, int start, int keyLength, long keyHash) {
    add(xid, to, bytes, start, keyLength, TOMBSTONE, keyHash);
  }

  long bytes() {
    return chunks.bytes() + (long) size * CHANGE_BYTES;
  }

  /** Hands on the changes of the transactions that the snapshot does not show, in their order. */
  void replay(IntPredicate shown) {
    for (int change = 0; change < size; change++) {
      if (shown.test(xids[change])) {
        continue;
      }
      var to = ofOld[change] ? old : next;
      byte[] array = chunks.array(places[change]);
      int start = chunks.offset(places[change]);
      if (valueLengths[change] == TOMBSTONE) {
        to.tombstone(array, start, keyLengths[change], hashes[change]);
      } else {
        to.upsert(array, start, keyLengths[change], valueLengths[change], hashes[change]);
      }
    }
  }

  private void add(
      int xid,
      MessageHandler to,
      byte[] bytes,
      int start,
      int keyLength,
      int valueLength,
      long hash) {
    int length = keyLength + Math.max(0, valueLength);
    if (bytes() + length + CHANGE_BYTES > maxBytes) {
      throw new RecordingTooLarge(2 * maxBytes, null);
    }
    if (size == hashes.length) {
      grow();
    }
    places[size] = chunks.append(bytes, start, length);
    keyLengths[size] = keyLength;
    valueLengths[size] = valueLength;
    hashes[size] = hash;
    xids[size] = xid;
    ofOld[size] = to == old;
    size++;
  }

  private void grow() {
    int changes = size * 2;
    hashes = Arrays.copyOf(hashes, changes);
    places = Arrays.copyOf(places, changes);
    keyLengths = Arrays.copyOf(keyLengths, changes);
    valueLengths = Arrays.copyOf(valueLengths, changes);
    xids = Arrays.copyOf(xids, changes);
    ofOld = Arrays.copyOf(ofOld, changes);
  }
}
