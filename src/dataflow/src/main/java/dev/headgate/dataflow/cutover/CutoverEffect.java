package dev.headgate.dataflow.cutover;

import dev.headgate.dataflow.contents.Repair;
import dev.headgate.dataflow.progress.LiveRecord;
import dev.headgate.dataflow.relation.Relation;
import dev.headgate.dataflow.sink.Definition;
import java.util.Set;

/**
 * What a transition asks for. {@link Commit} belongs to the sink's loop; all others run beside it,
 * one after the other in the order given, while the old relation flows on.
 */
public sealed interface CutoverEffect {

  /** Commit everything staged with this record; the rows that follow are of its relation. */
  record Commit(LiveRecord record) implements CutoverEffect {}

  /** Come to a boundary as soon as possible, also when nothing changes upstream. */
  record HurryBoundary() implements CutoverEffect {}

  /** Plan it against catalog and registry, touching nothing: answered by {@code Planned}. */
  record Plan(CutoverId id, Definition candidate, SchemaCheck check) implements CutoverEffect {}

  /** Put the table into the publication: answered by {@code Published}. */
  record Publish(CutoverId id, Relation relation) implements CutoverEffect {}

  /**
   * List the transactions of this database that have an id, then the prepared ones: {@code
   * TransactionsListed}.
   */
  record ListTransactions(CutoverId id) implements CutoverEffect {}

  /** Read the position up to which the source has inserted: answered by {@code PositionTaken}. */
  record TakePosition(CutoverId id) implements CutoverEffect {}

  /**
   * Find out what it would come to right now: answered by {@code Compared}. May take half a minute,
   * and so runs beside all the others.
   */
  record Compare(CutoverId id, Definition candidate) implements CutoverEffect {}

  /** Register schemas, look at topic and tables once more: answered by {@code MadeReady}. */
  record MakeReady(CutoverId id, Definition candidate, SchemaCheck check)
      implements CutoverEffect {}

  /**
   * Begin to prepare what is to be written at the cutover timestamp, beside the stream. Answered by
   * boundaries that say from where on it can be written; by {@code SideStepFailed} or {@code
   * Refused}. Given up as soon as the try is no longer {@code Repairing}.
   */
  record Prepare(CutoverId id, Definition candidate, Repair repair) implements CutoverEffect {}

  /** Stage what was prepared, for the commit that follows at once. Belongs to the sink's loop. */
  record WriteRepair() implements CutoverEffect {}

  /**
   * Make the source move on by a record of its own, so that an idle one passes the cutover
   * timestamp. Not answered.
   */
  record Nudge() implements CutoverEffect {}

  /**
   * Take these tables out of the publication if they are in it; the record says already that they
   * are not carried. They are named, not implied: a table that another try is just bringing in must
   * not go with them.
   */
  record Unpublish(Set<Long> tables) implements CutoverEffect {}
}
