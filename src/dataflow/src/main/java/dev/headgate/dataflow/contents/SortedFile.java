package dev.headgate.dataflow.contents;

/**
 * Entries in order, read one after the other or looked up by key. Immutable; one thread at a time.
 *
 * @param file holds nothing else
 * @param length its length in bytes
 * @param count how many entries there are
 * @param blockHashes the hash of each block's first entry
 * @param blockPositions where each block starts
 */
record SortedFile(
    SpillFile file, long length, long count, long[] blockHashes, long[] blockPositions)
    implements AutoCloseable {

  /** Bytes of all keys and values. */
  long bodyBytes() {
    return length - count * Entry.HEADER;
  }

  int blocks() {
    return blockHashes.length;
  }

  long blockEnd(int block) {
    return block + 1 < blocks() ? blockPositions[block + 1] : length;
  }

  /** The last block that begins before that hash, or the first of all: a search starts there. */
  int blockBefore(long hash) {
    int low = 0;
    int high = blocks() - 1;
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      if (Long.compareUnsigned(blockHashes[middle], hash) < 0) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return low;
  }

  @Override
  public void close() {
    file.close();
  }
}
