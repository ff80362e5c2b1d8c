package dev.headgate.operator.relation;

import dev.headgate.api.v1alpha1.PinnedRelation;
import dev.headgate.api.v1alpha1.Relation;
import dev.headgate.api.v1alpha1.RelationStatus;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import java.util.Optional;

/** What the status of a Relation says; a new one has none. */
final class RelationStatuses {

  /** The one condition of a Relation. */
  static final String READY = "Ready";

  private RelationStatuses() {}

  static List<Condition> conditions(Relation relation) {
    return Optional.ofNullable(relation.getStatus())
        .map(RelationStatus::conditions)
        .orElse(List.of());
  }

  static Optional<Condition> ready(Relation relation) {
    return conditions(relation).stream().filter(c -> READY.equals(c.getType())).findFirst();
  }

  static Optional<PinnedRelation> pin(Relation relation) {
    return Optional.ofNullable(relation.getStatus()).map(RelationStatus::resolved);
  }
}
