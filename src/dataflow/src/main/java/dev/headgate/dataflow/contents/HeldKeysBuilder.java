package dev.headgate.dataflow.contents;

import dev.headgate.dataflow.row.RowEncoder;
import dev.headgate.dataflow.row.SeaHash;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Collects which keys a topic holds, from its records in any order: a key is held if its newest
 * record in some partition has a value. Of each run only the newest records are kept. Used by one
 * thread.
 */
public final class HeldKeysBuilder implements AutoCloseable {

  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private static final byte HELD = 1;
  private static final byte DELETED = 0;

  private final Storage storage;
  private final Runs runs;
  private final Runs.Writer writer;
  private final int partitions;
  private byte[] scratch = new byte[256];
  private long misplaced;

  /**
   * @param maxBytes how much memory to sort in
   * @param partitions how many the topic has
   */
  public HeldKeysBuilder(Storage storage, long maxBytes, int partitions) {
    this.storage = storage;
    this.partitions = partitions;
    // Newest first within key and partition: the offset is written upside down.
    this.runs = new Runs(storage, maxBytes, Integer.BYTES);
    this.writer = runs.writer();
  }

  /** A record that gives the key a value. */
  public void held(int partition, long offset, byte[] key) {
    add(partition, offset, key, HELD);
  }

  /** A tombstone. */
  public void deleted(int partition, long offset, byte[] key) {
    add(partition, offset, key, DELETED);
  }

  /**
   * How many records were in another partition than that of their key, so not of a sink: its
   * tombstone goes to the key's partition, and compaction will not remove theirs.
   */
  public long misplaced() {
    return misplaced;
  }

  private void add(int partition, long offset, byte[] key, byte tag) {
    long hash = hash(key);
    if (SeaHash.partition(hash, partitions) != partition) {
      misplaced++;
    }
    int length = key.length + Integer.BYTES + Long.BYTES;
    if (scratch.length < length) {
      scratch = new byte[2 * length];
    }
    System.arraycopy(key, 0, scratch, 0, key.length);
    INTS.set(scratch, key.length, partition);
    LONGS.set(scratch, key.length + Integer.BYTES, ~offset);
    writer.add(scratch, 0, key.length, length - key.length, hash, tag);
  }

  /** A key that is shorter than its header was not written by a sink, but has to go as well. */
  private static long hash(byte[] key) {
    int header = Math.min(RowEncoder.HEADER_LENGTH, key.length);
    return SeaHash.of(key, header, key.length - header);
  }

  /** The keys that are held, without values. To be called once. */
  public Contents finish() {
    try (var out = new SortedWriter(storage.create(), 0)) {
      var newest = new Newest(out);
      runs.forEachInOrder(newest::take);
      var file = out.finish();
      return new Contents(file, file.count());
    }
  }

  /** Gives up what was added, unless it is finished. */
  @Override
  public void close() {
    runs.close();
  }

  /** Of each key and partition the first entry counts; of each key one that is held is enough. */
  private static final class Newest {
    private final SortedWriter out;
    private final Entry last = new Entry();
    private final Entry held = new Entry();
    private byte[] lastBytes = new byte[256];
    private boolean any;

    Newest(SortedWriter out) {
      this.out = out;
    }

    void take(Entry entry) {
      if (any && entry.compareKey(last) == 0 && entry.compareValue(last, Integer.BYTES) == 0) {
        return;
      }
      int length = entry.keyLength() + Integer.BYTES;
      if (lastBytes.length < length) {
        lastBytes = new byte[2 * length];
      }
      System.arraycopy(entry.array(), entry.start(), lastBytes, 0, length);
      last.set(lastBytes, 0, entry.keyLength(), Integer.BYTES, entry.hash(), entry.tag());
      any = true;
      if (entry.tag() == HELD) {
        held.set(lastBytes, 0, entry.keyLength(), 0, entry.hash(), (byte) 0);
        out.add(held);
      }
    }
  }
}
