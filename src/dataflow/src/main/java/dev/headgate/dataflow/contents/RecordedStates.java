package dev.headgate.dataflow.contents;

import dev.headgate.dataflow.envelope.MessageHandler;
import dev.headgate.dataflow.envelope.TransactionBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;

/**
 * The final state of each key that was touched. The newest are in memory; whenever that is full all
 * of it is written to a sorted file, so that a key may be in several: the newest counts. Not
 * thread-safe.
 */
final class RecordedStates implements MessageHandler, AutoCloseable {

  private static final byte UPSERT = 0;
  private static final byte TOMBSTONE = 1;

  private final Storage storage;
  private final TransactionBuffer newest;

  /** Oldest first. */
  private final List<Run> runs = new ArrayList<>();

  private final Entry entry = new Entry();

  /** A file, and the way to look keys up in it. */
  private record Run(SortedFile file, Lookup lookup) {}

  /**
   * @param maxBytes how much memory states may take
   */
  RecordedStates(Storage storage, long maxBytes) {
    this.storage = storage;
    this.newest = new TransactionBuffer(maxBytes);
  }

  @Override
  public void upsert(byte[] bytes, int start, int keyLength, int valueLength, long keyHash) {
    if (hasRoom(keyLength + valueLength)) {
      newest.upsert(bytes, start, keyLength, valueLength, keyHash);
    } else {
      entry.set(bytes, start, keyLength, valueLength, keyHash, UPSERT);
      spillAlone();
    }
  }

  @Override
  public void tombstone(byte[] bytes, int start, int keyLength, long keyHash) {
    if (hasRoom(keyLength)) {
      newest.tombstone(bytes, start, keyLength, keyHash);
    } else {
      entry.set(bytes, start, keyLength, 0, keyHash, TOMBSTONE);
      spillAlone();
    }
  }

  /** False only for what is larger than the memory. */
  private boolean hasRoom(int length) {
    if (!newest.hasRoomFor(length)) {
      spill();
    }
    return newest.hasRoomFor(length);
  }

  private void spill() {
    if (newest.isEmpty()) {
      return;
    }
    try (var writer = new SortedWriter(storage.create(), 0)) {
      newest.forEachByHash(
          new MessageHandler() {
            @Override
            public void upsert(
                byte[] bytes, int start, int keyLength, int valueLength, long keyHash) {
              entry.set(bytes, start, keyLength, valueLength, keyHash, UPSERT);
              writer.add(entry);
            }

            @Override
            public void tombstone(byte[] bytes, int start, int keyLength, long keyHash) {
              entry.set(bytes, start, keyLength, 0, keyHash, TOMBSTONE);
              writer.add(entry);
            }
          });
      add(writer.finish());
    }
    newest.clear();
  }

  private void spillAlone() {
    try (var writer = new SortedWriter(storage.create(), 0)) {
      writer.add(entry);
      add(writer.finish());
    }
  }

  private void add(SortedFile file) {
    runs.add(new Run(file, new Lookup(file)));
  }

  /** How many keys were touched, or more: those in several files count several times. */
  long keys() {
    return newest.keys() + runs.stream().mapToLong(run -> run.file().count()).sum();
  }

  /** Bytes that all states take, those superseded in files included. */
  long bytes() {
    return newest.bytes() + runs.stream().mapToLong(run -> run.file().bodyBytes()).sum();
  }

  /** Whether that key was touched; its state is handed out then, valid until the next search. */
  boolean find(byte[] bytes, int start, int keyLength, long keyHash, MessageHandler handler) {
    if (newest.find(bytes, start, keyLength, keyHash, handler)) {
      return true;
    }
    for (var run : runs.reversed()) {
      if (run.lookup().find(bytes, start, keyLength, keyHash)) {
        hand(run.lookup().entry(), handler);
        return true;
      }
    }
    return false;
  }

  /** Whether that key was touched. */
  boolean contains(byte[] bytes, int start, int keyLength, long keyHash) {
    return newest.contains(bytes, start, keyLength, keyHash)
        || runs.stream().anyMatch(run -> run.lookup().find(bytes, start, keyLength, keyHash));
  }

  /**
   * Hands out one message for each key, in the order of {@link Entry}. What is in memory is written
   * to a file if other states are.
   */
  void forEachByHash(MessageHandler handler) {
    if (runs.isEmpty()) {
      newest.forEachByHash(handler);
      return;
    }
    spill();
    var sources = new PriorityQueue<Source>();
    for (int age = 0; age < runs.size(); age++) {
      var source = new Source(new Cursor(runs.get(runs.size() - 1 - age).file()), age);
      if (source.cursor.next()) {
        sources.add(source);
      }
    }
    while (!sources.isEmpty()) {
      var first = sources.poll();
      hand(first.cursor.entry(), handler);
      while (!sources.isEmpty() && sources.peek().hasKeyOf(first)) {
        sources.poll().moveOn(sources);
      }
      first.moveOn(sources);
    }
  }

  /**
   * One of the files, at one of its keys. Of those with one key the newest comes first.
   *
   * @param age 0 for the newest
   */
  private record Source(Cursor cursor, int age) implements Comparable<Source> {
    @Override
    public int compareTo(Source other) {
      int byKey = cursor.entry().compareKey(other.cursor.entry());
      return byKey != 0 ? byKey : Integer.compare(age, other.age);
    }

    boolean hasKeyOf(Source other) {
      return cursor.entry().compareKey(other.cursor.entry()) == 0;
    }

    /** Takes part again, unless it is at its end. */
    void moveOn(PriorityQueue<Source> sources) {
      if (cursor.next()) {
        sources.add(this);
      }
    }
  }

  private static void hand(Entry e, MessageHandler handler) {
    if (e.tag() == TOMBSTONE) {
      handler.tombstone(e.array(), e.start(), e.keyLength(), e.hash());
    } else {
      handler.upsert(e.array(), e.start(), e.keyLength(), e.valueLength(), e.hash());
    }
  }

  @Override
  public void close() {
    runs.forEach(run -> run.file().close());
    runs.clear();
    newest.clear();
  }
}
