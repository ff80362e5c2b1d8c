package dev.headgate.worker.repair;

import dev.headgate.dataflow.contents.Difference;

/**
 * A difference as of a snapshot.
 *
 * @param difference what would be written as of then; owned by whoever takes this
 * @param oldDuplicates rows of OLD that were left out, their key being another row's too: then what
 *     the topic holds for that key is not known
 * @param nextDuplicates likewise of NEW: then what it should hold is not known
 * @param misplaced records of the topic that no sink can have written, as they are not in their
 *     key's partition
 */
public record Prepared(
    Difference difference, long oldDuplicates, long nextDuplicates, long misplaced)
    implements AutoCloseable {

  @Override
  public void close() {
    difference.close();
  }
}
