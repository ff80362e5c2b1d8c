package dev.headgate.dataflow.cutover;

import dev.headgate.dataflow.preview.Preview;
import dev.headgate.dataflow.progress.LiveRecord;
import dev.headgate.dataflow.time.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a try may meet. Answers to effects name the try that asked: an answer that comes late, to a
 * try already over, is told by that.
 */
public sealed interface CutoverEvent {

  /** What is wanted may have changed. */
  record Asked() implements CutoverEvent {}

  /** Time has passed; comes about once a second. */
  record Tick(Instant now) implements CutoverEvent {}

  /** The candidate was planned; no problem means it is sound. */
  record Planned(CutoverId id, List<String> problems) implements CutoverEvent {}

  /** The candidate's table is in the publication. */
  record Published(CutoverId id) implements CutoverEvent {}

  /** These transactions had an id when they were listed, and the try may have to wait for them. */
  record TransactionsListed(CutoverId id, List<OpenTransaction> open) implements CutoverEvent {}

  /** The source stood at {@code position}. */
  record PositionTaken(CutoverId id, Timestamp position) implements CutoverEvent {}

  /** What it would come to was found out, as far as it could be. */
  record Compared(CutoverId id, Preview preview) implements CutoverEvent {}

  /** Topic and tables are as they must be. */
  record MadeReady(CutoverId id, Readiness readiness) implements CutoverEvent {}

  /** An effect for the try failed, but may work later. */
  record SideStepFailed(CutoverId id, String problem) implements CutoverEvent {}

  /** An effect for the try was refused for good. */
  record Refused(CutoverId id, String problem) implements CutoverEvent {}

  /** The stream said nothing, yet a carried table is no longer what it was. */
  record TableLost(long table, String problem) implements CutoverEvent {}

  /**
   * A commit is possible here: no other is under way, and all updates before {@code next.frontier}
   * are staged, none from it on.
   *
   * @param next the record that would be committed in the ordinary course
   * @param due whether a commit is due anyway
   * @param caughtUp whether the frontier is within the lag limit of the source's end
   * @param repair the timestamp at which what was prepared could be written here: that of {@code
   *     next.frontier}, or a later one if the active relation cannot go on
   */
  record Boundary(LiveRecord next, boolean due, boolean caughtUp, Optional<Timestamp> repair)
      implements CutoverEvent {

    /** With nothing prepared. */
    public Boundary(LiveRecord next, boolean due, boolean caughtUp) {
      this(next, due, caughtUp, Optional.empty());
    }
  }

  /** The commit under way is durable. What it said is now the record. */
  record Committed(LiveRecord before) implements CutoverEvent {}
}
