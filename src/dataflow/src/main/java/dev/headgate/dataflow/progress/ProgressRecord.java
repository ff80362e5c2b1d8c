package dev.headgate.dataflow.progress;

import dev.headgate.dataflow.sink.Version;

/**
 * The last word on a sink: value of its newest committed record in the progress topic, under its
 * sink id as key. It decides which relation is active and where the sink goes on; status,
 * assignment and pods are derived from it.
 */
public sealed interface ProgressRecord permits LiveRecord, DroppedRecord {

  /** The version that the sink has, or had when it was dropped. */
  Version version();

  /** The uid of the Sink resource that the record was last written for. */
  String uid();
}
