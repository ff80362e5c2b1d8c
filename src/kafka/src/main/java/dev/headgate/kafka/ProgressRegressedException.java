package dev.headgate.kafka;

import dev.headgate.dataflow.progress.DroppedRecord;
import dev.headgate.dataflow.progress.LiveRecord;
import dev.headgate.dataflow.progress.ProgressRecord;
import dev.headgate.dataflow.sink.SinkId;

/**
 * A progress record went back behind an earlier one: two writers were at work, or the topic was
 * written by something else. Going on could repeat or lose rows.
 */
public final class ProgressRegressedException extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final transient ProgressRecord before;
  private final transient ProgressRecord after;

  ProgressRegressedException(
      SinkId sink, ProgressRecord before, ProgressRecord after, int partition, long offset) {
    super(
        ("The progress of sink %s goes back from %s to %s at partition %d offset %d of the progress"
                + " topic. Find out what else wrote there before the sink runs again.")
            .formatted(sink, words(before), words(after), partition, offset));
    this.before = before;
    this.after = after;
  }

  /** The earlier record, which is ahead. */
  public ProgressRecord before() {
    return before;
  }

  /** The later record, which is behind. */
  public ProgressRecord after() {
    return after;
  }

  private static String words(ProgressRecord progress) {
    return switch (progress) {
      case LiveRecord live ->
          "version %s, frontier %s (incarnation %s)"
              .formatted(live.version(), live.frontier(), live.writer().incarnation());
      case DroppedRecord dropped -> "version %s, dropped".formatted(dropped.version());
    };
  }
}
