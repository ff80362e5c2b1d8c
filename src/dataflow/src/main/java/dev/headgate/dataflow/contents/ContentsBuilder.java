package dev.headgate.dataflow.contents;

import dev.headgate.dataflow.envelope.MessageHandler;

/**
 * Collects the contents of a relation, from several threads at once. Each sorts what it is given in
 * memory of its own, and writes a run to the storage whenever that is full.
 */
public final class ContentsBuilder implements AutoCloseable {

  private final Runs runs;

  /**
   * @param maxBytesAWriter how much memory each writer sorts in
   */
  public ContentsBuilder(Storage storage, long maxBytesAWriter) {
    this.runs = new Runs(storage, maxBytesAWriter, 0);
  }

  /**
   * Takes one upsert for each row, from one thread; there may be any number of these. Throws {@link
   * java.io.UncheckedIOException} if the storage fails.
   */
  public MessageHandler writer() {
    var writer = runs.writer();
    return new MessageHandler() {
      @Override
      public void upsert(byte[] bytes, int start, int keyLength, int valueLength, long keyHash) {
        writer.add(bytes, start, keyLength, valueLength, keyHash, (byte) 0);
      }

      @Override
      public void tombstone(byte[] bytes, int start, int keyLength, long keyHash) {
        throw new IllegalStateException("contents have no deletes");
      }
    };
  }

  /**
   * Everything that was written. To be called once, when every writer's thread has ended or has
   * handed its writer over.
   */
  public Contents finish() {
    var file = runs.merge();
    return new Contents(file, runs.added());
  }

  /** Gives up what was written, unless it is finished. */
  @Override
  public void close() {
    runs.close();
  }
}
