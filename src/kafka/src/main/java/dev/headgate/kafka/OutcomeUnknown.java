package dev.headgate.kafka;

import dev.headgate.dataflow.sink.SinkId;

/** The transaction was committed, or it was not: the request's end is not known. */
public final class OutcomeUnknown extends WriterException {

  private static final long serialVersionUID = 1;

  OutcomeUnknown(SinkId sink, String doing, Throwable cause) {
    super(
        "Whether the transaction of sink %s is committed is unknown after %s failed: %s"
            .formatted(sink, doing, cause.getMessage()),
        cause);
  }
}
