package dev.headgate.dataflow.contents;

import dev.headgate.dataflow.envelope.ByteChunks;
import java.util.Arrays;

/** Entries in memory, in no order until they are written. Not thread-safe. */
final class SortBuffer {

  /** Bytes of an entry beside key and value: its columns, and its place in the order. */
  static final int ENTRY_BYTES = 8 + 8 + 4 + 4 + 1 + 8;

  /** Bits of an entry's number; the rest of a long holds the upper bits of its hash. */
  private static final int NUMBER_BITS = 24;

  private static final int MAX_ENTRIES = 1 << NUMBER_BITS;
  private static final int FIRST_ENTRIES = 256;

  private final long maxBytes;
  private final ByteChunks chunks = new ByteChunks();
  private final Entry one = new Entry();
  private final Entry other = new Entry();

  private long[] hashes = new long[FIRST_ENTRIES];
  private long[] places = new long[FIRST_ENTRIES];
  private int[] keyLengths = new int[FIRST_ENTRIES];
  private int[] valueLengths = new int[FIRST_ENTRIES];
  private byte[] tags = new byte[FIRST_ENTRIES];
  private int size;

  SortBuffer(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  boolean isEmpty() {
    return size == 0;
  }

  /** Whether an entry of so many bytes would exceed the limit; an empty buffer takes any. */
  boolean isFullFor(int bytes) {
    return size == MAX_ENTRIES
        || size > 0 && chunks.bytes() + bytes + (size + 1L) * ENTRY_BYTES > maxBytes;
  }

  void add(byte[] bytes, int start, int keyLength, int valueLength, long hash, byte tag) {
    if (size == hashes.length) {
      grow();
    }
    places[size] = chunks.append(bytes, start, keyLength + valueLength);
    keyLengths[size] = keyLength;
    valueLengths[size] = valueLength;
    hashes[size] = hash;
    tags[size] = tag;
    size++;
  }

  /** Hands all entries to the writer, in order, and is empty again. */
  void drainTo(SortedWriter writer) {
    long[] order = order();
    for (int i = 0; i < size; i++) {
      writer.add(show(one, number(order[i])));
    }
    size = 0;
    chunks.clear(maxBytes);
  }

  /**
   * The numbers of the entries in their order, below upper bits of their hashes: so the sort is one
   * of longs. The few whose upper bits are the same are put in order one by one.
   */
  private long[] order() {
    long[] order = new long[size];
    for (int i = 0; i < size; i++) {
      // With the sign flipped, signed order is that of unsigned hashes.
      order[i] = (hashes[i] ^ Long.MIN_VALUE) & -MAX_ENTRIES | i;
    }
    Arrays.sort(order);
    for (int from = 0; from < size; ) {
      int to = from + 1;
      while (to < size && (order[to] ^ order[from]) >>> NUMBER_BITS == 0) {
        to++;
      }
      if (to - from > 1) {
        sortAlike(order, from, to);
      }
      from = to;
    }
    return order;
  }

  private void sortAlike(long[] order, int from, int to) {
    var alike = new Long[to - from];
    Arrays.setAll(alike, i -> order[from + i]);
    Arrays.sort(alike, (a, b) -> show(one, number(a)).compare(show(other, number(b))));
    for (int i = from; i < to; i++) {
      order[i] = alike[i - from];
    }
  }

  private Entry show(Entry entry, int number) {
    entry.set(
        chunks.array(places[number]),
        chunks.offset(places[number]),
        keyLengths[number],
        valueLengths[number],
        hashes[number],
        tags[number]);
    return entry;
  }

  private static int number(long ordered) {
    return (int) ordered & MAX_ENTRIES - 1;
  }

  private void grow() {
    int entries = Math.min(MAX_ENTRIES, size * 2);
    hashes = Arrays.copyOf(hashes, entries);
    places = Arrays.copyOf(places, entries);
    keyLengths = Arrays.copyOf(keyLengths, entries);
    valueLengths = Arrays.copyOf(valueLengths, entries);
    tags = Arrays.copyOf(tags, entries);
  }
}
