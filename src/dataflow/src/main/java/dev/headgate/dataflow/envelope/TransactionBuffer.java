package dev.headgate.dataflow.envelope;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The messages of one upstream transaction, one for each touched key: its final state, in the order
 * in which the keys were last touched. Filled as a {@link MessageHandler}, handed out by {@link
 * #forEach}, emptied by {@link #clear} and filled again. Keys are compared by their bytes, header
 * included. Not thread-safe.
 *
 * <p>A log of entries, each the newest state of a key or superseded by a later one, and an index
 * from key to newest entry: open addressing, linear probing. A transaction of one row never touches
 * the index. Nothing is allocated as long as transactions are no larger than about 4 MiB.
 */
public final class TransactionBuffer implements MessageHandler {

  /** Most that {@code maxTransactionBytes} may be. */
  public static final long MAX_BYTES = 16L << 30;

  /** Bytes of an entry beside key and value: four columns, and two slots of the index. */
  static final int ENTRY_BYTES = 32;

  private static final int TOMBSTONE = -1;
  private static final int SUPERSEDED = -2;

  /** The length of a value that could not be written is this, less its place among the skipped. */
  private static final int FIRST_SKIPPED = -3;

  private static final int RETAINED_ENTRIES = 1 << 16;
  private static final long RETAINED_BYTES = 4L << 20;
  private static final int FIRST_ENTRIES = 64;
  private static final byte[] NO_KEY = {};

  private final long maxBytes;
  private final ByteChunks chunks = new ByteChunks();

  private long[] hashes = new long[FIRST_ENTRIES];
  private long[] places = new long[FIRST_ENTRIES];
  private int[] keyLengths = new int[FIRST_ENTRIES];
  private int[] valueLengths = new int[FIRST_ENTRIES];
  private int size;
  private int keys;
  private long supersededBytes;

  /** What could not be written, also what was superseded since: it is rare. */
  private final List<SkippedRow> skipped = new ArrayList<>();

  private final List<SkippedRow> skippedWithoutKey = new ArrayList<>();
  private long skippedBytes;

  /** Entry number + 1 by slot, 0 for a free one; only the first {@code slots} are in use. */
  private int[] index = new int[2 * FIRST_ENTRIES];

  private int slots;

  /**
   * An empty buffer.
   *
   * @param maxTransactionBytes most that {@link #bytes} may become, up to {@link #MAX_BYTES}
   */
  public TransactionBuffer(long maxTransactionBytes) {
    if (maxTransactionBytes < 1 || maxTransactionBytes > MAX_BYTES) {
      throw new IllegalArgumentException(
          "maxTransactionBytes must be 1 to %d, not %d".formatted(MAX_BYTES, maxTransactionBytes));
    }
    this.maxBytes = maxTransactionBytes;
  }

  /**
   * {@inheritDoc}
   *
   * @throws TransactionTooLarge if this would exceed the limit; then only {@link #clear} is of use
   */
  @Override
  public void upsert(byte[] bytes, int start, int keyLength, int valueLength, long keyHash) {
    reserve(keyLength + valueLength);
    add(chunks.append(bytes, start, keyLength + valueLength), keyLength, valueLength, keyHash);
  }

  /**
   * {@inheritDoc}
   *
   * @throws TransactionTooLarge if this would exceed the limit; then only {@link #clear} is of use
   */
  @Override
  public void tombstone(byte[] bytes, int start, int keyLength, long keyHash) {
    reserve(keyLength);
    add(chunks.append(bytes, start, keyLength), keyLength, TOMBSTONE, keyHash);
  }

  /**
   * {@inheritDoc}
   *
   * @throws TransactionTooLarge if this would exceed the limit; then only {@link #clear} is of use
   */
  @Override
  public void skipped(byte[] bytes, int start, int keyLength, SkippedRow row, long keyHash) {
    skippedBytes += row.letter().length + ENTRY_BYTES;
    reserve(keyLength);
    if (keyLength == 0) {
      skippedWithoutKey.add(row);
    } else {
      add(
          chunks.append(bytes, start, keyLength),
          keyLength,
          FIRST_SKIPPED - skipped.size(),
          keyHash);
      skipped.add(row);
    }
  }

  /**
   * Hands out one message for each key, in the order of last touch; then the changes without a key
   * that could not be written.
   */
  public void forEach(MessageHandler handler) {
    for (int entry = 0; entry < size; entry++) {
      if (valueLengths[entry] != SUPERSEDED) {
        hand(entry, handler);
      }
    }
    skippedWithoutKey.forEach(row -> handler.skipped(NO_KEY, 0, 0, row, 0));
  }

  /**
   * Hands out one message for each key, in the (unsigned) order of their hashes, those with one
   * hash in that of their bytes. Allocates 8 bytes a key.
   */
  public void forEachByHash(MessageHandler handler) {
    long[] order = new long[keys];
    int count = 0;
    for (int entry = 0; entry < size; entry++) {
      if (valueLengths[entry] != SUPERSEDED) {
        // With the sign flipped, signed order is that of unsigned hashes.
        order[count++] = (hashes[entry] ^ Long.MIN_VALUE) & -1L << 32 | entry;
      }
    }
    Arrays.sort(order);
    sortTies(order);
    for (long ordered : order) {
      hand((int) ordered, handler);
    }
  }

  /** So far the upper halves of hashes are in order. Hardly any two have the same. */
  private void sortTies(long[] order) {
    for (int i = 1; i < order.length; i++) {
      long moved = order[i];
      int to = i;
      while (to > 0
          && order[to - 1] >>> 32 == moved >>> 32
          && compare((int) order[to - 1], (int) moved) > 0) {
        order[to] = order[to - 1];
        to--;
      }
      order[to] = moved;
    }
  }

  private int compare(int entry, int other) {
    int byHash = Long.compareUnsigned(hashes[entry], hashes[other]);
    int start = chunks.offset(places[entry]);
    int otherStart = chunks.offset(places[other]);
    return byHash != 0
        ? byHash
        : Arrays.compareUnsigned(
            chunks.array(places[entry]),
            start,
            start + keyLengths[entry],
            chunks.array(places[other]),
            otherStart,
            otherStart + keyLengths[other]);
  }

  /** How many keys were touched. */
  public int keys() {
    return keys;
  }

  /** Whether that key was touched; its message is handed out then. */
  public boolean find(
      byte[] bytes, int start, int keyLength, long keyHash, MessageHandler handler) {
    int entry = entryOf(bytes, start, keyLength, keyHash);
    if (entry >= 0) {
      hand(entry, handler);
    }
    return entry >= 0;
  }

  /** Whether that key was touched. */
  public boolean contains(byte[] bytes, int start, int keyLength, long keyHash) {
    return entryOf(bytes, start, keyLength, keyHash) >= 0;
  }

  private void hand(int entry, MessageHandler handler) {
    byte[] array = chunks.array(places[entry]);
    int start = chunks.offset(places[entry]);
    int valueLength = valueLengths[entry];
    if (valueLength == TOMBSTONE) {
      handler.tombstone(array, start, keyLengths[entry], hashes[entry]);
    } else if (valueLength <= FIRST_SKIPPED) {
      var row = skipped.get(FIRST_SKIPPED - valueLength);
      handler.skipped(array, start, keyLengths[entry], row, hashes[entry]);
    } else {
      handler.upsert(array, start, keyLengths[entry], valueLength, hashes[entry]);
    }
  }

  public boolean isEmpty() {
    return size == 0 && skippedWithoutKey.isEmpty();
  }

  /**
   * Bytes of memory that the transaction takes, never above the limit; what chunks lose at their
   * ends is not counted.
   */
  public long bytes() {
    return chunks.bytes() + (long) size * ENTRY_BYTES + skippedBytes;
  }

  /** Makes this empty again, and lets go of what an unusually large transaction took. */
  public void clear() {
    size = 0;
    keys = 0;
    slots = 0;
    supersededBytes = 0;
    skipped.clear();
    skippedWithoutKey.clear();
    skippedBytes = 0;
    chunks.clear(RETAINED_BYTES);
    if (hashes.length > RETAINED_ENTRIES) {
      resize(FIRST_ENTRIES);
      index = new int[2 * FIRST_ENTRIES];
    }
  }

  /**
   * Whether a message can be added without exceeding the limit.
   *
   * @param length of its key and value
   */
  public boolean hasRoomFor(int length) {
    long needed = (long) length + ENTRY_BYTES;
    boolean full = bytes() + needed > maxBytes;
    // At least an eighth is won each time, so what moving costs stays in proportion.
    if (supersededBytes > bytes() / 2 && supersededBytes > RETAINED_BYTES
        || full && supersededBytes > maxBytes / 8) {
      dropSuperseded();
      full = bytes() + needed > maxBytes;
    }
    return !full;
  }

  private void reserve(int length) {
    if (!hasRoomFor(length)) {
      throw new TransactionTooLarge(maxBytes);
    }
  }

  private void add(long place, int keyLength, int valueLength, long hash) {
    if (size == hashes.length) {
      resize(size * 2);
    }
    int entry = size++;
    keys++;
    places[entry] = place;
    keyLengths[entry] = keyLength;
    valueLengths[entry] = valueLength;
    hashes[entry] = hash;
    if (entry > 0) {
      indexUpTo(entry);
    }
  }

  private void indexUpTo(int entry) {
    if (size * 2 > slots) {
      reindex(Math.max(2 * FIRST_ENTRIES, Integer.highestOneBit(size) * 4), entry);
    }
    int slot = slotOf(entry);
    if (index[slot] != 0) {
      supersede(index[slot] - 1);
    }
    index[slot] = entry + 1;
  }

  /** Makes the index anew for the entries before {@code end}. */
  private void reindex(int newSlots, int end) {
    slots = newSlots;
    if (index.length < slots) {
      index = new int[slots];
    } else {
      Arrays.fill(index, 0, slots, 0);
    }
    for (int entry = 0; entry < end; entry++) {
      if (valueLengths[entry] != SUPERSEDED) {
        index[slotOf(entry)] = entry + 1;
      }
    }
  }

  /** The slot that holds the entry's key, or the free one where it belongs. */
  private int slotOf(int entry) {
    long place = places[entry];
    return slotOf(chunks.array(place), chunks.offset(place), keyLengths[entry], hashes[entry]);
  }

  private int slotOf(byte[] bytes, int start, int keyLength, long hash) {
    int mask = slots - 1;
    int slot = (int) (hash ^ hash >>> 32) & mask;
    while (index[slot] != 0 && !hasKey(index[slot] - 1, bytes, start, keyLength, hash)) {
      slot = slot + 1 & mask;
    }
    return slot;
  }

  /** The newest entry of that key, or -1. The only entry of all is not in the index. */
  private int entryOf(byte[] bytes, int start, int keyLength, long hash) {
    if (size < 2) {
      return size == 1 && hasKey(0, bytes, start, keyLength, hash) ? 0 : -1;
    }
    return index[slotOf(bytes, start, keyLength, hash)] - 1;
  }

  private boolean hasKey(int entry, byte[] bytes, int start, int keyLength, long hash) {
    if (hashes[entry] != hash || keyLengths[entry] != keyLength) {
      return false;
    }
    int ownStart = chunks.offset(places[entry]);
    return Arrays.equals(
        chunks.array(places[entry]),
        ownStart,
        ownStart + keyLength,
        bytes,
        start,
        start + keyLength);
  }

  private void supersede(int entry) {
    keys--;
    supersededBytes += ENTRY_BYTES + length(entry);
    valueLengths[entry] = SUPERSEDED;
  }

  private int length(int entry) {
    return keyLengths[entry] + Math.max(0, valueLengths[entry]);
  }

  private void dropSuperseded() {
    int end = size;
    size = 0;
    chunks.rewind();
    for (int entry = 0; entry < end; entry++) {
      if (valueLengths[entry] != SUPERSEDED) {
        long place = places[entry];
        places[size] = chunks.append(chunks.array(place), chunks.offset(place), length(entry));
        keyLengths[size] = keyLengths[entry];
        valueLengths[size] = valueLengths[entry];
        hashes[size] = hashes[entry];
        size++;
      }
    }
    supersededBytes = 0;
    reindex(slots, size);
  }

  private void resize(int entries) {
    hashes = Arrays.copyOf(hashes, entries);
    places = Arrays.copyOf(places, entries);
    keyLengths = Arrays.copyOf(keyLengths, entries);
    valueLengths = Arrays.copyOf(valueLengths, entries);
  }
}
