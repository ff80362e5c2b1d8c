package dev.headgate.dataflow.contents;

import java.util.Arrays;

/**
 * Writes entries that come in order, and notes the first of every block. Of several with the same
 * identity the first is kept. Not thread-safe.
 */
final class SortedWriter implements AutoCloseable {

  /** A block is closed once it has so many bytes; one that is looked up is read as a whole. */
  static final int BLOCK = 4096;

  private final EntryWriter entries;
  private final int identityInValue;
  private final Entry last = new Entry();
  private byte[] lastIdentity = new byte[256];
  private long[] blockHashes = new long[16];
  private long[] blockPositions = new long[16];
  private int blocks;
  private long count;
  private boolean finished;

  /**
   * @param file an empty one, closed with this or with what {@link #finish} returns
   * @param identityInValue how many bytes of the value, beside the key, tell an entry from another
   */
  SortedWriter(SpillFile file, int identityInValue) {
    this.entries = new EntryWriter(file);
    this.identityInValue = identityInValue;
  }

  void add(Entry entry) {
    if (count > 0 && isLast(entry)) {
      return;
    }
    remember(entry);
    if (blocks == 0 || entries.length() - blockPositions[blocks - 1] >= BLOCK) {
      beginBlock(entry.hash());
    }
    entries.add(entry);
    count++;
  }

  /** Everything that was added. */
  SortedFile finish() {
    var file = entries.flushed();
    finished = true;
    return new SortedFile(
        file,
        entries.length(),
        count,
        Arrays.copyOf(blockHashes, blocks),
        Arrays.copyOf(blockPositions, blocks));
  }

  /** Gives the file up, unless it is finished. */
  @Override
  public void close() {
    if (!finished) {
      entries.close();
    }
  }

  private boolean isLast(Entry entry) {
    return entry.compareKey(last) == 0 && entry.compareValue(last, identityInValue) == 0;
  }

  private void remember(Entry entry) {
    int valueBytes = Math.min(identityInValue, entry.valueLength());
    int bytes = entry.keyLength() + valueBytes;
    if (lastIdentity.length < bytes) {
      lastIdentity = new byte[2 * bytes];
    }
    System.arraycopy(entry.array(), entry.start(), lastIdentity, 0, bytes);
    last.set(lastIdentity, 0, entry.keyLength(), valueBytes, entry.hash(), (byte) 0);
  }

  private void beginBlock(long hash) {
    if (blocks == blockHashes.length) {
      blockHashes = Arrays.copyOf(blockHashes, blocks * 2);
      blockPositions = Arrays.copyOf(blockPositions, blocks * 2);
    }
    blockHashes[blocks] = hash;
    blockPositions[blocks] = entries.length();
    blocks++;
  }
}
