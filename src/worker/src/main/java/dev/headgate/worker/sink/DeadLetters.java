package dev.headgate.worker.sink;

import dev.headgate.dataflow.row.SeaHash;
import java.util.function.IntSupplier;

/**
 * The topic that gets what a sink skips. Thread-safe.
 *
 * @param topic its name
 * @param partitions how many it has
 * @param maxBytes how many bytes key and value of a record may have together at present
 */
record DeadLetters(String topic, int partitions, IntSupplier maxBytes) {

  /** Most that is told of a row, in bytes of JSON; a key may come with it. */
  int maxLetterBytes() {
    return maxBytes.getAsInt() / 4 * 3;
  }

  /** The row's key, unless it is so large that it would not fit beside the letter. */
  byte[] key(byte[] key) {
    return key.length == 0 || key.length > maxBytes.getAsInt() / 4 ? null : key;
  }

  int partition(long keyHash) {
    return SeaHash.partition(keyHash, partitions);
  }
}
