package dev.headgate.dataflow.lifecycle;

import dev.headgate.dataflow.cutover.Candidate;
import dev.headgate.dataflow.cutover.Desired;
import dev.headgate.dataflow.cutover.Run;
import dev.headgate.dataflow.progress.DroppedRecord;
import dev.headgate.dataflow.progress.LiveRecord;
import dev.headgate.dataflow.progress.ProgressRecord;
import dev.headgate.dataflow.sink.Definition;
import dev.headgate.dataflow.sink.Version;
import java.util.Optional;

/**
 * What a process may do with a sink, given what it was told and what the record says. The record
 * decides.
 */
sealed interface Admission {

  /** Go on from the record. */
  record GoOn(LiveRecord record) implements Admission {}

  /** Make the first version that there is to make. */
  record Create() implements Admission {}

  /** What a predecessor of the name left upstream must go first. */
  record ClearLeftovers(DroppedRecord record) implements Admission {}

  /** Write that the sink is dropped, then drop what it has upstream. */
  record Drop(LiveRecord record) implements Admission {}

  /** There is nothing left to release. */
  record NothingToRelease(Optional<ProgressRecord> record) implements Admission {}

  /** Neither touch nor fence anything. */
  record Wait(Optional<ProgressRecord> seen, String reason) implements Admission {}

  static Admission of(Desired wanted, Optional<ProgressRecord> found) {
    if (found.isEmpty()) {
      return withoutRecord(wanted);
    }
    return switch (found.get()) {
      case LiveRecord record -> live(wanted, record);
      case DroppedRecord record -> dropped(wanted, record);
    };
  }

  private static Admission withoutRecord(Desired wanted) {
    if (wanted.expectProgress()) {
      return new Wait(
          Optional.empty(),
          "the sink has run before, but its progress record is missing from topic %s: restore the topic, or delete the Sink and create it again for a new start"
              .formatted(wanted.active().connections().kafka().progressTopic()));
    }
    if (wanted.run() == Run.RELEASED) {
      return new NothingToRelease(Optional.empty());
    }
    return wanted.active().version().equals(Version.FIRST)
        ? new Create()
        : new Wait(
            Optional.empty(),
            "version %s is wanted, but there is no progress record"
                .formatted(wanted.active().version()));
  }

  private static Admission live(Desired wanted, LiveRecord record) {
    if (isStale(wanted, record)) {
      return new Wait(
          Optional.of(record),
          "the record was written for Sink uid %s at generation %d and shows version %s; this assignment is of uid %s, generation %d, for version %s"
              .formatted(
                  record.uid(),
                  record.writer().generation(),
                  record.version(),
                  wanted.uid(),
                  wanted.generation(),
                  wanted.active().version()));
    }
    if (wanted.run() == Run.RELEASED) {
      return new Drop(record);
    }
    boolean wantedSo =
        shows(record, wanted.active())
            || wanted
                .candidate()
                .map(Candidate::definition)
                .filter(d -> shows(record, d))
                .isPresent();
    return wantedSo
        ? new GoOn(record)
        : new Wait(
            Optional.of(record),
            "the record shows version %s, relation %s; the assignment names version %s, relation %s"
                .formatted(
                    record.version(),
                    record.relation().name(),
                    wanted.active().version(),
                    wanted.active().relation().name()));
  }

  /**
   * A file may lag behind the record and still resume the sink: then the record's definition is
   * what it names. But it must not release a sink, nor take it from another resource, when newer
   * wishes were already carried out.
   *
   * <p>Generations of two resources do not compare: a Sink that was deleted and made again counts
   * from 1. A sink is taken from another resource only by one whose {@code active} is what the
   * record shows, for nothing of a deleted Sink can name a version that came after it.
   */
  private static boolean isStale(Desired wanted, LiveRecord record) {
    boolean other = !wanted.uid().equals(record.uid());
    return other
        ? wanted.generation() <= record.writer().generation() || !shows(record, wanted.active())
        : wanted.run() == Run.RELEASED && wanted.generation() < record.writer().generation();
  }

  private static boolean shows(LiveRecord record, Definition definition) {
    return definition.version().equals(record.version())
        && definition.relation().equals(record.relation());
  }

  private static Admission dropped(Desired wanted, DroppedRecord record) {
    if (wanted.run() == Run.RELEASED) {
      return record.leftovers().isPresent()
          ? new ClearLeftovers(record)
          : new NothingToRelease(Optional.of(record));
    }
    if (wanted.uid().equals(record.uid())) {
      return new Wait(Optional.of(record), "this Sink was deleted");
    }
    if (!wanted.active().version().equals(record.version().next())) {
      return new Wait(
          Optional.of(record),
          "a deleted Sink of this name ended at version %s".formatted(record.version()));
    }
    return record.leftovers().isPresent() ? new ClearLeftovers(record) : new Create();
  }
}
