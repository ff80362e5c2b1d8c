package dev.headgate.postgres;

import dev.headgate.dataflow.cutover.OpenTransaction;
import dev.headgate.dataflow.relation.TableName;
import dev.headgate.dataflow.time.Timestamp;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/** Why a source cannot go on, with the facts to decide by. */
public sealed interface SourceProblem {

  /** One sentence or two for people: what is wrong, and what to do. */
  String message();

  /**
   * The slot no longer holds what the sink has not yet written. Nothing brings it back.
   *
   * @param from where the sink has to go on
   * @param confirmed where the slot would go on instead, {@code confirmed_flush_lsn}
   */
  record HistoryLost(String slot, Timestamp from, Timestamp confirmed) implements SourceProblem {
    @Override
    public String message() {
      return ("replication slot %s was moved on to %s by another client, the sink is at %s: the"
              + " changes between are lost. Delete the Sink and create it again to write the"
              + " contents anew")
          .formatted(slot, confirmed.toLsn(), from.toLsn());
    }
  }

  /**
   * The server has not written as far as the sink has read: it was set back, by a restored image of
   * its disk for example. It would skip all that it writes from there to {@code from}.
   *
   * @param from where the sink has to go on
   * @param flushed {@code pg_current_wal_flush_lsn()}
   */
  record ServerBehind(String slot, Timestamp from, Timestamp flushed) implements SourceProblem {
    @Override
    public String message() {
      return ("the server has written its WAL up to %s, the sink has read up to %s: the server was"
              + " set back. Delete the Sink and create it again to write the contents anew")
          .formatted(flushed.toLsn(), from.toLsn());
    }
  }

  /**
   * The server was promoted or restored without all that the sink has read: its history is another
   * one.
   *
   * @param recorded the WAL timeline that the sink has read
   * @param found the one that the server is on
   * @param fork where the server's history left the recorded one, before {@code upTo}; empty if it
   *     does not come from it at all
   * @param upTo how far the sink has read
   */
  record OtherHistory(int recorded, int found, Optional<Timestamp> fork, Timestamp upTo)
      implements SourceProblem {
    @Override
    public String message() {
      return ("the server was promoted or restored: it is on timeline %d, which %s; the sink has"
              + " read timeline %d up to %s, and part of that never happened there. Delete the"
              + " sink and create it again to write the contents anew")
          .formatted(
              found,
              fork.map(at -> "forked at " + at.toLsn())
                  .orElse("does not come from timeline " + recorded),
              recorded,
              upTo.toLsn());
    }
  }

  /** There is no such slot in this database. */
  record SlotMissing(String slot) implements SourceProblem {
    @Override
    public String message() {
      return ("replication slot %s does not exist: it was dropped, or the server was replaced by"
              + " one without it. Delete the Sink and create it again to write the contents anew")
          .formatted(slot);
    }
  }

  /**
   * The server has given the slot up.
   *
   * @param reason {@code invalidation_reason} (PostgreSQL 17), or {@code wal_status}
   */
  record SlotLost(String slot, String reason) implements SourceProblem {
    @Override
    public String message() {
      return ("replication slot %s was invalidated by the server (%s): see max_slot_wal_keep_size."
              + " Delete the Sink and create it again to write the contents anew")
          .formatted(slot, reason);
    }
  }

  /**
   * Another session streams from the slot.
   *
   * @param pid its backend, {@code active_pid}; empty if it went away meanwhile
   */
  record SlotActive(String slot, OptionalInt pid) implements SourceProblem {
    @Override
    public String message() {
      return "replication slot %s is in use by %s".formatted(slot, process(pid));
    }
  }

  /**
   * The slot could not be made in time: a slot waits for every open transaction of the server.
   *
   * @param blockers those that were open when the time was over
   */
  record SlotBlocked(String slot, Duration waited, List<OpenTransaction> blockers)
      implements SourceProblem {
    public SlotBlocked {
      blockers = List.copyOf(blockers);
    }

    @Override
    public String message() {
      return "replication slot %s could not be made within %d s; end the transactions it waits for: %s"
          .formatted(slot, waited.toSeconds(), describe(blockers));
    }
  }

  /**
   * The slot could not be dropped in time: somebody takes it again and again.
   *
   * @param pid the last one's backend; empty if there was none when it was looked up
   */
  record SlotNotDropped(String slot, Duration waited, OptionalInt pid) implements SourceProblem {
    @Override
    public String message() {
      return "replication slot %s could not be dropped within %d s: it is in use by %s"
          .formatted(slot, waited.toSeconds(), process(pid));
    }
  }

  /** Sessions of a process that was replaced could not be ended in time. */
  record SessionsNotEnded(Duration waited, List<Integer> pids) implements SourceProblem {
    public SessionsNotEnded {
      pids = List.copyOf(pids);
    }

    @Override
    public String message() {
      return "sessions of a replaced process could not be ended within %d s; end these server processes: %s"
          .formatted(waited.toSeconds(), pids);
    }
  }

  /** Transactions that have to end before a snapshot may be read did not end in time. */
  record SnapshotBlocked(Duration waited, List<OpenTransaction> blockers) implements SourceProblem {
    public SnapshotBlocked {
      blockers = List.copyOf(blockers);
    }

    @Override
    public String message() {
      return "the snapshot could not be read within %d s; its commits are not yet visible: %s"
          .formatted(waited.toSeconds(), describe(blockers));
    }
  }

  /**
   * Transactions that have to end before contents can be read at a known point of the stream did
   * not end in time.
   */
  record ReadBlocked(Duration waited, List<OpenTransaction> blockers) implements SourceProblem {
    public ReadBlocked {
      blockers = List.copyOf(blockers);
    }

    @Override
    public String message() {
      return "the contents could not be read within %d s; end the transactions that are waited for: %s"
          .formatted(waited.toSeconds(), describe(blockers));
    }
  }

  /** The server did not write its WAL to disk up to where contents were read. */
  record NotFlushed(Duration waited, Timestamp position) implements SourceProblem {
    @Override
    public String message() {
      return "the server did not write its WAL to disk up to %s within %d s"
          .formatted(position.toLsn(), waited.toSeconds());
    }
  }

  /** A table could not be read in the time that there was. */
  record ReadTimedOut(TableName table) implements SourceProblem {
    @Override
    public String message() {
      return "table %s could not be read in the time that there was".formatted(table);
    }
  }

  /** A table was rewritten or truncated after the snapshot: its old contents are gone. */
  record TableRewritten(TableName table) implements SourceProblem {
    @Override
    public String message() {
      return ("table %s was rewritten, truncated or dropped after the snapshot was taken: take"
              + " another one")
          .formatted(table);
    }
  }

  /**
   * The stream carries something that is not pgoutput, protocol version 1.
   *
   * @param type the message's type byte, as a character
   * @param offset where in the message it went wrong, in bytes
   */
  record MalformedMessage(char type, int offset, String reason) implements SourceProblem {
    @Override
    public String message() {
      return "pgoutput message '%s' is malformed at byte %d: %s"
          .formatted(printable(type), offset, reason);
    }

    private static String printable(char type) {
      return type > ' ' && type < 127 ? String.valueOf(type) : "0x%02X".formatted((int) type);
    }
  }

  /** A row of {@code COPY} does not have the expected form. */
  record MalformedRow(String reason) implements SourceProblem {
    @Override
    public String message() {
      return "a row of COPY is malformed: " + reason;
    }
  }

  /** The server stopped in the middle of a message. */
  record ConnectionStalled(Duration waited) implements SourceProblem {
    @Override
    public String message() {
      return "the server stopped in the middle of a message for %d s".formatted(waited.toSeconds());
    }
  }

  private static String process(OptionalInt pid) {
    return pid.isPresent()
        ? "the server process with pid " + pid.getAsInt()
        : "a server process that has just ended";
  }

  private static String describe(List<OpenTransaction> blockers) {
    return blockers.isEmpty()
        ? "none is left now"
        : blockers.stream().map(OpenTransaction::toString).collect(Collectors.joining("; "));
  }
}
