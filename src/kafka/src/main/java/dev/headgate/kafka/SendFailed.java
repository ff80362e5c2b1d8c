package dev.headgate.kafka;

import dev.headgate.dataflow.time.Timestamp;
import java.util.Optional;
import org.apache.kafka.common.errors.RecordTooLargeException;

/** A record was not taken. No commit had been asked for, so the transaction is not committed. */
public final class SendFailed extends WriterException {

  private static final long serialVersionUID = 1;

  private final transient Rejected rejected;

  SendFailed(Rejected rejected, Throwable cause) {
    super(message(rejected, cause), cause);
    this.rejected = rejected;
  }

  /** The record that was not taken. */
  public Rejected rejected() {
    return rejected;
  }

  /**
   * Whether the record is larger than the client or the broker allows; sending it again is vain.
   */
  public boolean isTooLarge() {
    return getCause() instanceof RecordTooLargeException;
  }

  private static String message(Rejected rejected, Throwable cause) {
    var what = "Kafka did not take %s: %s".formatted(rejected, cause.getMessage());
    return cause instanceof RecordTooLargeException
        ? what
            + " Raise max.request.size among the Connection's properties and max.message.bytes of"
            + " the topic, or leave large columns out of the relation."
        : what;
  }

  /**
   * What is known of a record that was not taken.
   *
   * @param topic where it should have gone
   * @param partition likewise
   * @param at the row's timestamp; empty for a progress record
   * @param keyBytes size of its key
   * @param valueBytes size of its value, 0 for a tombstone
   */
  public record Rejected(
      String topic, int partition, Optional<Timestamp> at, int keyBytes, int valueBytes) {
    @Override
    public String toString() {
      return "a record for %s-%d with a key of %d bytes and a value of %d bytes%s"
          .formatted(
              topic, partition, keyBytes, valueBytes, at.map(t -> " at timestamp " + t).orElse(""));
    }
  }
}
