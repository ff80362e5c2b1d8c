package dev.headgate.dataflow.envelope;

/**
 * Takes messages, headers included, as ranges of an array that is valid only during the call and
 * must not be written to.
 */
public interface MessageHandler {

  /**
   * The key has this value from now on.
   *
   * @param bytes holds the key, and directly behind it the value
   * @param start where the key starts
   * @param keyHash {@link dev.headgate.dataflow.row.SeaHash} of the key without its header
   */
  void upsert(byte[] bytes, int start, int keyLength, int valueLength, long keyHash);

  /**
   * The key exists no more.
   *
   * @param bytes holds the key
   * @param start where it starts
   * @param keyHash {@link dev.headgate.dataflow.row.SeaHash} of the key without its header
   */
  void tombstone(byte[] bytes, int start, int keyLength, long keyHash);

  /**
   * The key has a value that could not be written, or a change could not be written at all. Told
   * only to those whose sender skips rows; others may leave it as it is, which refuses it.
   *
   * @param bytes holds the key
   * @param start where it starts
   * @param keyLength 0 if the key could not be written either
   * @param row what is to be told of it
   * @param keyHash {@link dev.headgate.dataflow.row.SeaHash} of the key without its header, or 0
   */
  default void skipped(byte[] bytes, int start, int keyLength, SkippedRow row, long keyHash) {
    throw new IllegalStateException("nobody said that rows may be skipped here");
  }
}
