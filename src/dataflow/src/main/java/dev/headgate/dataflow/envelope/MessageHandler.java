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
}
