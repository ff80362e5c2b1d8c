package dev.headgate.operator.relation;

import dev.headgate.api.v1alpha1.PinnedRelation;
import dev.headgate.api.v1alpha1.Relation;
import dev.headgate.dataflow.time.Domain;
import dev.headgate.operator.lookup.Lookup;
import dev.headgate.operator.status.Conditions;
import dev.headgate.operator.status.Resolved;
import io.fabric8.kubernetes.api.model.Condition;

/** Reads what Relations came to, as their statuses say. Thread-safe. */
public final class RelationReader {

  /** Reason: the Relation does not exist. */
  public static final String RELATION_NOT_FOUND = "RelationNotFound";

  /** Reason: the Relation is so new that its table was not yet looked up. */
  public static final String NOT_YET_RESOLVED = "NotYetResolved";

  private final Lookup<Relation> relations;

  public RelationReader(Lookup<Relation> relations) {
    this.relations = relations;
  }

  /**
   * The relation as it is pinned. A database that cannot be asked at the moment takes nothing away
   * from it; otherwise what keeps the Relation from being ready is the answer.
   */
  public Resolved<ResolvedRelation> relation(String namespace, String name) {
    return relations
        .find(namespace, name)
        .map(RelationReader::resolved)
        .orElseGet(
            () ->
                Resolved.missing(
                    RELATION_NOT_FOUND,
                    "Relation %s does not exist in namespace %s: create it, or name another in spec.from; it is taken up as soon as it appears"
                        .formatted(name, namespace)));
  }

  private static Resolved<ResolvedRelation> resolved(Relation relation) {
    var ready = RelationStatuses.ready(relation);
    var pin = RelationStatuses.pin(relation);
    if (ready.isEmpty() || pin.isEmpty() && is(ready.get(), Conditions.Status.TRUE)) {
      return Resolved.missing(
          NOT_YET_RESOLVED,
          "Relation %s was not yet looked up in its database: that follows by itself"
              .formatted(relation.getMetadata().getName()));
    }
    return pin.isEmpty() || is(ready.get(), Conditions.Status.FALSE)
        ? Resolved.missing(ready.get().getReason(), ready.get().getMessage())
        : Resolved.found(resolved(relation, pin.get()));
  }

  private static boolean is(Condition condition, Conditions.Status status) {
    return status.word().equals(condition.getStatus());
  }

  private static ResolvedRelation resolved(Relation relation, PinnedRelation pin) {
    return new ResolvedRelation(
        Pins.relation(relation.getMetadata().getName(), pin),
        relation.getSpec().postgres().connection().name(),
        Domain.parse(pin.domain()));
  }
}
