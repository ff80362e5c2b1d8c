package dev.headgate.dataflow.contents;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/** Files in memory, which complain about what a disk would not forgive. */
final class MemoryFiles implements Storage {

  private final Set<MemoryFile> open = new HashSet<>();
  private int created;

  @Override
  public synchronized SpillFile create() {
    created++;
    var file = new MemoryFile();
    open.add(file);
    return file;
  }

  /** How many were ever made. */
  synchronized int created() {
    return created;
  }

  /** How many are not closed. */
  synchronized int open() {
    return open.size();
  }

  private final class MemoryFile implements SpillFile {
    private byte[] bytes = new byte[64];
    private int length;
    private boolean closed;

    @Override
    public void append(byte[] appended, int start, int count) {
      requireOpen();
      while (bytes.length - length < count) {
        bytes = Arrays.copyOf(bytes, 2 * bytes.length);
      }
      System.arraycopy(appended, start, bytes, length, count);
      length += count;
    }

    @Override
    public void read(long position, byte[] into, int start, int count) {
      requireOpen();
      if (position + count > length) {
        throw new IllegalStateException("the file ends at byte " + length);
      }
      System.arraycopy(bytes, (int) position, into, start, count);
    }

    private void requireOpen() {
      if (closed) {
        throw new IllegalStateException("the file is closed");
      }
    }

    @Override
    public void close() {
      closed = true;
      synchronized (MemoryFiles.this) {
        open.remove(this);
      }
    }
  }
}
