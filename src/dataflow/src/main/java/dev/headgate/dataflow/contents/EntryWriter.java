package dev.headgate.dataflow.contents;

/** Appends entries to a file, as {@link Cursor} reads them. Not thread-safe. */
final class EntryWriter implements AutoCloseable {

  private static final int BUFFER = 1 << 16;

  private final SpillFile file;
  private byte[] buffer = new byte[BUFFER];
  private int buffered;
  private long length;

  /**
   * @param file an empty one, closed with this
   */
  EntryWriter(SpillFile file) {
    this.file = file;
  }

  void add(Entry entry) {
    int needed = Math.toIntExact(entry.length());
    if (buffer.length - buffered < needed) {
      flush();
      if (buffer.length < needed) {
        buffer = new byte[needed];
      }
    }
    entry.writeHeader(buffer, buffered);
    System.arraycopy(
        entry.array(), entry.start(), buffer, buffered + Entry.HEADER, entry.bodyLength());
    buffered += needed;
    length += needed;
  }

  /** Bytes of all that was added. */
  long length() {
    return length;
  }

  /** The file, with all that was added. */
  SpillFile flushed() {
    flush();
    return file;
  }

  private void flush() {
    if (buffered > 0) {
      file.append(buffer, 0, buffered);
      buffered = 0;
    }
  }

  @Override
  public void close() {
    file.close();
  }
}
