package dev.headgate.dataflow.envelope;

import dev.headgate.dataflow.row.MessageTooLarge.Excess;
import java.util.Optional;

/** How large a message may be. */
@FunctionalInterface
public interface SizeLimit {

  /** Everything may be sent. */
  SizeLimit NONE = (bytes, start, keyLength, valueLength) -> Optional.empty();

  /**
   * How far a message is too large; empty if it is not.
   *
   * @param bytes holds the key, and directly behind it the value; not to be written to
   * @param start where the key starts
   * @param valueLength 0 for a tombstone
   */
  Optional<Excess> excess(byte[] bytes, int start, int keyLength, int valueLength);
}
