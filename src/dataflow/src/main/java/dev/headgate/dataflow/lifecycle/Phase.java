package dev.headgate.dataflow.lifecycle;

import dev.headgate.dataflow.cutover.CutoverState;
import dev.headgate.dataflow.progress.DroppedRecord;
import dev.headgate.dataflow.progress.LiveRecord;
import dev.headgate.dataflow.progress.ProgressRecord;
import java.time.Instant;
import java.util.Optional;

/** Where a sink stands in its process. */
public sealed interface Phase {

  /**
   * What was known before all began again, for people: none of it is relied on.
   *
   * @param record the last record known to be committed
   * @param cutover the try that was under way
   */
  record LastKnown(Optional<ProgressRecord> record, Optional<CutoverState> cutover) {
    static final LastKnown NOTHING = new LastKnown(Optional.empty(), Optional.empty());
  }

  /**
   * Not this process's to run as things stand: it writes nothing, fences nothing, and waits to be
   * told more.
   */
  record Waiting(Optional<ProgressRecord> seen, String reason) implements Phase {}

  /** The progress topic is looked at before anybody is fenced. */
  record Peeking(LastKnown last) implements Phase {}

  /** Older writers are being fenced. */
  record Fencing(LastKnown last) implements Phase {}

  /** The progress topic is read again: only what is read after the fence is the last word. */
  record Reading(LastKnown last) implements Phase {}

  /** A new sink is being prepared; nothing of it is durable. */
  record Founding() implements Phase {}

  /**
   * The record is being committed under this process's name, before source or data are touched.
   *
   * @param fresh whether the names of slot and publication were chosen by this process just now
   */
  record Claiming(LiveRecord next, boolean fresh) implements Phase {}

  /** The record names this process; now the source is taken from every other one. */
  record Taking(LiveRecord record, boolean fresh) implements Phase {}

  /**
   * A process before this one began to make the source. What it made is dropped, and new names are
   * chosen.
   */
  record Undoing(LiveRecord record) implements Phase {}

  /** Publication, slot and snapshot are being made. */
  record Making(LiveRecord record) implements Phase {}

  /** The first frontier is being committed, with the snapshot if there is one. */
  record CommittingFirst(LiveRecord next) implements Phase {}

  /**
   * The stream is being opened.
   *
   * @param cutover a try that goes on meanwhile; empty: derived from the record once the stream is
   *     open
   */
  record Opening(LiveRecord record, Optional<CutoverState> cutover) implements Phase {}

  /**
   * Changes flow.
   *
   * @param record the last committed record
   * @param inFlight the record that is being committed
   */
  record Streaming(LiveRecord record, Optional<LiveRecord> inFlight, CutoverState cutover)
      implements Phase {}

  /**
   * The relation cannot go on beyond the frontier. It is tried again from time to time; a cutover
   * is possible.
   *
   * @param inFlight the record that is being committed
   */
  record Stalled(
      LiveRecord record,
      Optional<LiveRecord> inFlight,
      CutoverState cutover,
      String problem,
      Instant retryAt)
      implements Phase {}

  /** Nothing is open: no session, no writer. Slot, publication and record stay as they are. */
  record Paused(Optional<ProgressRecord> seen) implements Phase {}

  /** Something failed; all begins again at {@code at}. */
  record Retrying(LastKnown last, String problem, Instant at) implements Phase {}

  /** A record is being committed that says the sink is dropped. */
  record Dropping(DroppedRecord next) implements Phase {}

  /** Slot and publication are being dropped. */
  record Clearing(DroppedRecord record) implements Phase {}

  /** Nothing is left to do for the Sink that was deleted; another of its name may come. */
  record Released(Optional<ProgressRecord> record) implements Phase {}
}
