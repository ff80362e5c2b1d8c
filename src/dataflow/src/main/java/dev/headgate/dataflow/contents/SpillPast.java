package dev.headgate.dataflow.contents;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Keeps files in memory as long as all of them together take no more than a limit; one that grows
 * past it is moved out as a whole. So small contents need no disk. Thread-safe.
 */
public final class SpillPast implements Storage {

  private static final int CHUNK = 1 << 16;

  private final Storage files;
  private final AtomicLong left;

  /**
   * @param files where to move what does not fit
   * @param maxBytes how much memory all files may take together
   */
  public SpillPast(Storage files, long maxBytes) {
    this.files = files;
    this.left = new AtomicLong(maxBytes);
  }

  @Override
  public SpillFile create() {
    return new Kept();
  }

  /** Takes memory if there is enough left. */
  private boolean take(long bytes) {
    if (left.addAndGet(-bytes) >= 0) {
      return true;
    }
    left.addAndGet(bytes);
    return false;
  }

  private final class Kept implements SpillFile {
    private byte[][] chunks = new byte[1][];
    private long length;
    private long taken;

    /** Null while all is in memory. */
    private SpillFile moved;

    @Override
    public void append(byte[] bytes, int start, int count) {
      if (moved == null && !fits(count)) {
        move();
      }
      if (moved != null) {
        moved.append(bytes, start, count);
        return;
      }
      for (int done = 0; done < count; ) {
        byte[] chunk = chunkAt(length);
        int at = (int) (length % CHUNK);
        int piece = Math.min(count - done, CHUNK - at);
        System.arraycopy(bytes, start + done, chunk, at, piece);
        done += piece;
        length += piece;
      }
    }

    @Override
    public void read(long position, byte[] into, int start, int count) {
      if (moved != null) {
        moved.read(position, into, start, count);
        return;
      }
      for (int done = 0; done < count; ) {
        int at = (int) ((position + done) % CHUNK);
        int piece = Math.min(count - done, CHUNK - at);
        byte[] chunk = chunks[(int) ((position + done) / CHUNK)];
        System.arraycopy(chunk, at, into, start + done, piece);
        done += piece;
      }
    }

    @Override
    public void close() {
      letGo();
      if (moved != null) {
        moved.close();
      }
    }

    private boolean fits(int count) {
      long chunksNeeded = (length + count + CHUNK - 1) / CHUNK;
      long more = chunksNeeded * CHUNK - taken;
      if (more > 0) {
        if (!take(more)) {
          return false;
        }
        taken += more;
      }
      return true;
    }

    private byte[] chunkAt(long position) {
      int number = (int) (position / CHUNK);
      if (number == chunks.length) {
        chunks = Arrays.copyOf(chunks, number * 2);
      }
      if (chunks[number] == null) {
        chunks[number] = new byte[CHUNK];
      }
      return chunks[number];
    }

    private void move() {
      moved = files.create();
      for (long done = 0; done < length; done += CHUNK) {
        byte[] chunk = chunks[(int) (done / CHUNK)];
        moved.append(chunk, 0, (int) Math.min(CHUNK, length - done));
      }
      letGo();
    }

    private void letGo() {
      left.addAndGet(taken);
      taken = 0;
      chunks = new byte[0][];
    }
  }
}
