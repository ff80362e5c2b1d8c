package dev.headgate.dataflow.lifecycle;

import dev.headgate.dataflow.cutover.CutoverEvent;
import dev.headgate.dataflow.cutover.Desired;
import dev.headgate.dataflow.progress.LiveRecord;
import dev.headgate.dataflow.progress.ProgressRecord;
import dev.headgate.dataflow.time.Frontier;
import dev.headgate.dataflow.time.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a sink may meet in its process. */
public sealed interface SinkEvent {

  /**
   * The operator says what it wants.
   *
   * @param live whether it said so to this process; otherwise it was read from the file that the
   *     process was started with
   */
  record Asked(Desired desired, boolean live) implements SinkEvent {}

  /** Time has passed; comes about once a second. */
  record Tick(Instant now) implements SinkEvent {}

  /**
   * A first look at the progress topic, which may lag behind what an unfinished transaction hides.
   */
  record Peeked(Optional<ProgressRecord> record) implements SinkEvent {}

  /** Every older writer is fenced. */
  record Fenced() implements SinkEvent {}

  /** A complete read of the progress topic. */
  record RecordRead(Optional<ProgressRecord> record) implements SinkEvent {}

  /**
   * A new sink can be made: its topic exists, its relation is sound; {@code first} is the record to
   * start from.
   */
  record Founded(LiveRecord first) implements SinkEvent {}

  /**
   * Sessions of every other process of the sink at the source have ended; the progress topic was
   * read to its end after that.
   */
  record SourceTaken(Optional<ProgressRecord> record) implements SinkEvent {}

  /**
   * Slot and publication exist, and the contents at {@code since} are staged if a snapshot was
   * asked for.
   *
   * @param matches whether the topic will hold just them: they are staged, no row that could not be
   *     written was left out, and it held nothing before
   * @param offsets the next offset of each partition of the data topic before they were staged;
   *     empty if unknown
   */
  record SourceMade(Timestamp since, boolean matches, List<Long> offsets) implements SinkEvent {
    public SourceMade {
      offsets = List.copyOf(offsets);
    }

    /** Without offsets. */
    public SourceMade(Timestamp since, boolean matches) {
      this(since, matches, List.of());
    }
  }

  /** Changes from the record's frontier on are coming. */
  record SourceOpened(int timeline) implements SinkEvent {}

  /**
   * A commit is possible: none is under way, and all updates before {@code frontier} are staged,
   * none from it on.
   *
   * @param due whether one is due anyway
   * @param caughtUp whether the frontier is within the lag limit of the source's end
   * @param lost carried tables, the active relation's apart, that were seen not to be what they
   *     were, by OID, each with what happened. Told again until a commit follows
   * @param skipped whether a row that could not be written was left out of what is staged
   * @param repair as {@link CutoverEvent.Boundary#repair}
   */
  record Boundary(
      Frontier frontier,
      boolean due,
      boolean caughtUp,
      Map<Long, String> lost,
      boolean skipped,
      Optional<Timestamp> repair)
      implements SinkEvent {
    public Boundary {
      lost = Map.copyOf(lost);
    }

    /** With nothing prepared. */
    public Boundary(
        Frontier frontier, boolean due, boolean caughtUp, Map<Long, String> lost, boolean skipped) {
      this(frontier, due, caughtUp, lost, skipped, Optional.empty());
    }

    /** With every row staged. */
    public Boundary(Frontier frontier, boolean due, boolean caughtUp, Map<Long, String> lost) {
      this(frontier, due, caughtUp, lost, false);
    }

    /** With all tables as they were, and every row staged. */
    public Boundary(Frontier frontier, boolean due, boolean caughtUp) {
      this(frontier, due, caughtUp, Map.of());
    }
  }

  /**
   * The commit under way is durable.
   *
   * @param written the record as it was written, with what only the writer knew; empty if it is as
   *     it was asked for
   */
  record Committed(Optional<LiveRecord> written) implements SinkEvent {
    /** With the record that was asked for. */
    public Committed() {
      this(Optional.empty());
    }
  }

  /** Another process fenced this one. */
  record FencedOut(Instant now) implements SinkEvent {}

  /**
   * Kafka, the source or the registry failed; a commit that was under way may or may not have
   * happened.
   */
  record Lost(String problem, Instant now) implements SinkEvent {}

  /**
   * The active relation cannot go on beyond the frontier: a change of it cannot be written, or its
   * table is not what it was. No commit is under way. Found while streaming, or when the stream was
   * to be opened.
   */
  record RelationStuck(String problem, Instant now) implements SinkEvent {}

  /** Slot and publication are gone. */
  record UpstreamDropped() implements SinkEvent {}

  /** Something for the try under way. */
  record InCutover(CutoverEvent event) implements SinkEvent {}
}
