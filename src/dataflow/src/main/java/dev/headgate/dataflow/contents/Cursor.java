package dev.headgate.dataflow.contents;

/** Goes through a {@link SortedFile} from its first entry to its last. Not thread-safe. */
final class Cursor {

  private static final int BUFFER = 1 << 16;

  private final SortedFile file;
  private final Entry entry = new Entry();
  private byte[] buffer = new byte[BUFFER];
  private int at;
  private int filled;

  /** Position in the file of what comes behind the buffer. */
  private long position;

  Cursor(SortedFile file) {
    this.file = file;
  }

  /** Moves on; false at the end. */
  boolean next() {
    if (position - (filled - at) == file.length()) {
      return false;
    }
    require(Entry.HEADER);
    entry.parse(buffer, at);
    int length = Math.toIntExact(entry.length());
    if (filled - at < length) {
      require(length);
      entry.parse(buffer, at);
    }
    at += length;
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
    int more = (int) Math.min(buffer.length - left, file.length() - position);
    file.file().read(position, buffer, left, more);
    position += more;
    filled = left + more;
  }
}
