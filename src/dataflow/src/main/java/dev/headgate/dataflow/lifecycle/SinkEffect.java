package dev.headgate.dataflow.lifecycle;

import dev.headgate.dataflow.cutover.CutoverEffect;
import dev.headgate.dataflow.progress.LiveRecord;
import dev.headgate.dataflow.progress.LiveRecord.Upstream;
import dev.headgate.dataflow.progress.ProgressRecord;
import dev.headgate.dataflow.sink.Definition;
import dev.headgate.dataflow.time.Timestamp;
import java.util.Optional;

/**
 * What a transition asks for. Each is answered by an event, or by {@code Lost} or {@code
 * FencedOut}.
 */
public sealed interface SinkEffect {

  /** Close producer and source; what was staged is given up. Not answered. */
  record Close() implements SinkEffect {}

  /** Look at the progress topic without waiting for anybody's open transaction: {@code Peeked}. */
  record Peek() implements SinkEffect {}

  /** Fence every older writer of this sink: {@code Fenced}. */
  record Fence() implements SinkEffect {}

  /** Read the progress topic to its end: {@code RecordRead}. */
  record ReadRecord() implements SinkEffect {}

  /** Check the definition, make the data topic if there is none, choose names: {@code Founded}. */
  record Found(Definition definition) implements SinkEffect {}

  /**
   * Open sessions at the source, end those of every other process of the sink, then read the
   * progress topic to its end: {@code SourceTaken}. In this order nobody who was replaced can touch
   * the source any more: either its sessions are ended, or it reads that it was replaced.
   */
  record TakeSource(Definition definition) implements SinkEffect {}

  /** Make publication and slot, stage the snapshot: {@code SourceMade}. */
  record MakeSource(LiveRecord record, Definition definition) implements SinkEffect {}

  /**
   * Check everything the record names, take tables out of the publication that are neither carried
   * nor {@code bringingIn}, take the slot, stream from the record's frontier: {@code SourceOpened}.
   *
   * @param bringingIn the table that a try is just bringing in: to take it out would leave a hole
   *     behind a {@code since} that is about to be recorded
   */
  record OpenSource(LiveRecord record, Definition definition, Optional<Long> bringingIn)
      implements SinkEffect {}

  /** Commit what is staged, with this record: {@code Committed}. */
  record Commit(ProgressRecord record) implements SinkEffect {}

  /** Tell the source that everything before {@code frontier} is safe. Not answered. */
  record Acknowledge(Timestamp frontier) implements SinkEffect {}

  /** Give up what is staged and stop the stream, but keep the right to write. Not answered. */
  record StopStream() implements SinkEffect {}

  /**
   * End the sessions of every other process of the sink at the source, then drop the slot, then the
   * publication, of these names: {@code UpstreamDropped}. A process that was about to make them
   * would else make them after they were dropped, and nobody would know of them.
   */
  record DropUpstream(Upstream upstream, Definition definition) implements SinkEffect {}

  /** Something for the try under way. */
  record InCutover(CutoverEffect effect) implements SinkEffect {}
}
