package dev.headgate.dataflow.contents;

import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.Consumer;

/**
 * Sorts more entries than fit in memory: writers sort what they are given in runs, which are then
 * merged into one file. Of several entries with the same identity the first in order is kept.
 *
 * <p>Thread-safe, but each writer is one thread's, and {@link #merge} comes after all of them.
 */
final class Runs implements AutoCloseable {

  private final Storage storage;
  private final long maxBytesAWriter;
  private final int identityInValue;
  private final List<SortedFile> runs = new ArrayList<>();
  private final List<Writer> writers = new ArrayList<>();
  private long added;

  /**
   * @param maxBytesAWriter how much memory each writer sorts in
   * @param identityInValue how many bytes of the value, beside the key, tell an entry from another
   */
  Runs(Storage storage, long maxBytesAWriter, int identityInValue) {
    this.storage = storage;
    this.maxBytesAWriter = maxBytesAWriter;
    this.identityInValue = identityInValue;
  }

  synchronized Writer writer() {
    var writer = new Writer();
    writers.add(writer);
    return writer;
  }

  /** How many entries were merged, those included that were not kept. */
  long added() {
    return added;
  }

  private synchronized void add(SortedFile run) {
    runs.add(run);
  }

  /** Sorts one thread's entries. */
  final class Writer {
    private final SortBuffer buffer = new SortBuffer(maxBytesAWriter);
    private long taken;

    void add(byte[] bytes, int start, int keyLength, int valueLength, long hash, byte tag) {
      if (buffer.isFullFor(keyLength + valueLength)) {
        spill();
      }
      buffer.add(bytes, start, keyLength, valueLength, hash, tag);
      taken++;
    }

    private void spill() {
      try (var writer = new SortedWriter(storage.create(), identityInValue)) {
        buffer.drainTo(writer);
        Runs.this.add(writer.finish());
      }
    }
  }

  /** Everything in one file. Each writer's thread has ended, or has handed its writer over. */
  SortedFile merge() {
    spillAll();
    if (runs.size() == 1) {
      return runs.removeFirst();
    }
    try (var writer = new SortedWriter(storage.create(), identityInValue)) {
      forEachInOrder(writer::add);
      return writer.finish();
    }
  }

  /** Hands everything on, in order; several with one identity may come, the first one counts. */
  void forEachInOrder(Consumer<Entry> taker) {
    spillAll();
    var cursors = new PriorityQueue<Cursor>((a, b) -> a.entry().compare(b.entry()));
    for (var run : runs) {
      var cursor = new Cursor(run);
      if (cursor.next()) {
        cursors.add(cursor);
      }
    }
    while (!cursors.isEmpty()) {
      var first = cursors.poll();
      taker.accept(first.entry());
      if (first.next()) {
        cursors.add(first);
      }
    }
    close();
  }

  private void spillAll() {
    for (var writer : writers) {
      added += writer.taken;
      if (!writer.buffer.isEmpty()) {
        writer.spill();
      }
    }
    writers.clear();
  }

  /** Gives up all runs. */
  @Override
  public synchronized void close() {
    runs.forEach(SortedFile::close);
    runs.clear();
  }
}
