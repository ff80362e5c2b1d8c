package dev.headgate.dataflow.contents;

/** Goes through a file of entries from its first to its last. Not thread-safe. */
final class Cursor {

  private static final int BUFFER = 1 << 16;

  private final SpillFile file;
  private final long length;
  private final Entry entry = new Entry();
  private byte[] buffer;
  private int at;
  private int filled;

  /** Position in the file of what comes behind the buffer. */
  private long position;

  Cursor(SortedFile sorted) {
    this(sorted.file(), sorted.length());
  }

  /**
   * @param length bytes of all entries
   */
  Cursor(SpillFile file, long length) {
    this.file = file;
    this.length = length;
    this.buffer = new byte[(int) Math.min(BUFFER, length)];
  }

  /** Moves on; false at the end. */
  boolean next() {
    if (position - (filled - at) == length) {
      return false;
    }
    require(Entry.HEADER);
    entry.parse(buffer, at);
    int bytes = Math.toIntExact(entry.length());
    if (filled - at < bytes) {
      require(bytes);
      entry.parse(buffer, at);
    }
    at += bytes;
    return true;
  }

  /** The entry that {@link #next} moved to, valid until it is called again. */
  Entry entry() {
    return entry;
  }

  /** Sees to it that as many bytes are in the buffer from {@code at} on. */
  private void require(int bytes) {
    int left = filled - at;
    if (left >= bytes) {
      return;
    }
    byte[] target = buffer.length < bytes ? new byte[bytes] : buffer;
    System.arraycopy(buffer, at, target, 0, left);
    buffer = target;
    at = 0;
    int more = (int) Math.min(buffer.length - left, length - position);
    file.read(position, buffer, left, more);
    position += more;
    filled = left + more;
  }
}
