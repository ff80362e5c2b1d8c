package dev.headgate.kafka;

import java.time.Duration;
import org.apache.kafka.common.TopicPartition;

/**
 * A read did not get through to the end in time. It found neither what it looked for nor that it is
 * not there.
 */
public final class IncompleteReadException extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final long position;
  private final long end;

  IncompleteReadException(TopicPartition partition, long position, long end, Duration limit) {
    super(
        ("Topic %s partition %d could be read only up to offset %d of %d within %s. Either its"
                + " leader does not answer, or an open transaction holds readers up until it times"
                + " out; `kafka-transactions.sh find-hanging` shows the latter.")
            .formatted(partition.topic(), partition.partition(), position, end, limit));
    this.position = position;
    this.end = end;
  }

  /** The offset that was reached. */
  public long position() {
    return position;
  }

  /** The offset that should have been reached. */
  public long end() {
    return end;
  }
}
