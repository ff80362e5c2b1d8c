package dev.headgate.kafka;

import dev.headgate.dataflow.sink.SinkId;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;

/**
 * Another writer of the sink was opened, or the broker gave the transaction up and with it this
 * writer. If a commit had been asked for, it may have happened: the answer to the first request can
 * be lost and only its repetition be fenced. Progress must be read before another writer is opened.
 */
public final class Fenced extends WriterException {

  private static final long serialVersionUID = 1;

  Fenced(SinkId sink, Throwable cause) {
    super(
        ("Kafka fenced this writer of sink %s: another process writes as that sink, or a"
                + " transaction took longer than transaction.timeout.ms. (%s)")
            .formatted(sink, cause.getMessage()),
        cause);
  }

  /** Whether the client says so, or gives it as the cause of what it says. */
  static boolean isCauseOf(Throwable thrown) {
    for (var cause = thrown; cause != null; cause = cause.getCause()) {
      if (cause instanceof ProducerFencedException
          || cause instanceof InvalidProducerEpochException) {
        return true;
      }
    }
    return false;
  }
}
