package dev.headgate.dataflow.envelope;

import java.util.ArrayList;

/**
 * Bytes appended in pieces, each piece in one array and never moved, in chunks so that the whole
 * may exceed what one array holds. A piece is found again by its place. Not thread-safe.
 */
public final class ByteChunks {

  private static final int FIRST_CHUNK = 1 << 16;
  private static final int CHUNK = 1 << 20;

  private final ArrayList<byte[]> chunks = new ArrayList<>();
  private int current;
  private int used;
  private long bytes;

  /** No bytes yet. */
  public ByteChunks() {
    chunks.add(new byte[FIRST_CHUNK]);
  }

  /** Appends a piece and returns its place. */
  public long append(byte[] source, int start, int length) {
    if (chunks.get(current).length - used < length) {
      advance(length);
    }
    System.arraycopy(source, start, chunks.get(current), used, length);
    long place = (long) current << 32 | used;
    used += length;
    bytes += length;
    return place;
  }

  /** The array that holds the piece of that place. */
  public byte[] array(long place) {
    return chunks.get((int) (place >>> 32));
  }

  /** Where in its array the piece of that place starts. */
  public int offset(long place) {
    return (int) place;
  }

  /** The length of all pieces. */
  public long bytes() {
    return bytes;
  }

  /**
   * Starts over at the first chunk. Pieces that are then appended again, from their own places and
   * in their old order, never overwrite one that is still to come: none gets a later place than it
   * had.
   */
  public void rewind() {
    current = 0;
    used = 0;
    bytes = 0;
  }

  /** Starts over, and lets go of all memory but about {@code retained} bytes. */
  public void clear(long retained) {
    rewind();
    long kept = 0;
    int keep = 0;
    while (keep < chunks.size() && kept + chunks.get(keep).length <= retained) {
      kept += chunks.get(keep).length;
      keep++;
    }
    chunks.subList(Math.max(1, keep), chunks.size()).clear();
  }

  private void advance(int length) {
    do {
      current++;
    } while (current < chunks.size() && chunks.get(current).length < length);
    if (current == chunks.size()) {
      chunks.add(new byte[Math.max(CHUNK, length)]);
    }
    used = 0;
  }
}
