package dev.headgate.dataflow.contents;

/**
 * Finds keys in a {@link SortedFile}, each by reading one block of about 4 KiB, seldom two. The
 * last block is kept, so that keys asked for in the order of their hashes read each block once. Not
 * thread-safe.
 */
final class Lookup {

  private final SortedFile file;
  private final Entry entry = new Entry();
  private byte[] block = new byte[2 * SortedWriter.BLOCK];
  private int length;
  private int loaded = -1;

  Lookup(SortedFile file) {
    this.file = file;
  }

  /** Whether the key is there; then {@link #entry} is the first with that key. */
  boolean find(byte[] key, int start, int keyLength, long hash) {
    for (int number = file.blockBefore(hash);
        number < file.blocks() && Long.compareUnsigned(file.blockHashes()[number], hash) <= 0;
        number++) {
      load(number);
      for (int at = 0; at < length; at += (int) entry.length()) {
        entry.parse(block, at);
        int order = entry.compareKey(hash, key, start, keyLength);
        if (order >= 0) {
          return order == 0;
        }
      }
    }
    return false;
  }

  /** What was found, valid until the next search. */
  Entry entry() {
    return entry;
  }

  private void load(int number) {
    if (number == loaded) {
      return;
    }
    long from = file.blockPositions()[number];
    length = Math.toIntExact(file.blockEnd(number) - from);
    if (block.length < length) {
      block = new byte[length];
    }
    loaded = -1; // until it is read as a whole
    file.file().read(from, block, 0, length);
    loaded = number;
  }
}
