package dev.headgate.dataflow.contents;

/**
 * Keys and their values as of one snapshot, or the keys that a topic held. Immutable; one thread at
 * a time.
 */
public final class Contents implements AutoCloseable {

  private final SortedFile file;
  private final long rows;

  Contents(SortedFile file, long rows) {
    this.file = file;
    this.rows = rows;
  }

  /** How many keys there are. */
  public long keys() {
    return file.count();
  }

  /**
   * How many rows were left out because another has the same key: the one whose value comes first,
   * byte by byte, was kept. More than none means that the key is not unique, and that what the
   * topic holds for such a key is not determined.
   */
  public long duplicates() {
    return rows - file.count();
  }

  /** Bytes of all keys and values. */
  public long bytes() {
    return file.bodyBytes();
  }

  SortedFile file() {
    return file;
  }

  @Override
  public void close() {
    file.close();
  }
}
