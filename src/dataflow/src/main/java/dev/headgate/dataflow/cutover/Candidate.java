package dev.headgate.dataflow.cutover;

import dev.headgate.dataflow.sink.Definition;
import java.time.Instant;
import java.util.Optional;

/**
 * A definition that is to become the next version.
 *
 * @param definition what is to flow; its version is one above the record's
 * @param id the try's id
 * @param attempt {@code spec.cutover.attempt} when the try began
 * @param deadline when the try ends if the point of no return was not passed by then; empty: never
 * @param terms on which it may
 * @param grant how far it may go; never kept in a file
 */
public record Candidate(
    Definition definition,
    CutoverId id,
    int attempt,
    Optional<Instant> deadline,
    Terms terms,
    Optional<Grant> grant) {

  Candidate withGrant(Optional<Grant> newGrant) {
    return new Candidate(definition, id, attempt, deadline, terms, newGrant);
  }

  boolean mayPrepare() {
    return grant.isPresent();
  }

  boolean mayCutOver() {
    return grant.equals(Optional.of(Grant.CUT_OVER));
  }

  boolean isOverdue(Instant now) {
    return deadline.isPresent() && !now.isBefore(deadline.get());
  }

  /** The OID of the table that is to be read. */
  long table() {
    return definition.relation().oid();
  }
}
