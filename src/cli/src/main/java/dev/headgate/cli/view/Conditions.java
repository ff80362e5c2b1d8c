package dev.headgate.cli.view;

import dev.headgate.api.v1alpha1.Relation;
import dev.headgate.api.v1alpha1.RelationStatus;
import dev.headgate.api.v1alpha1.Sink;
import dev.headgate.api.v1alpha1.SinkStatus;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import java.util.Optional;

/** Conditions by their type. */
public final class Conditions {

  private Conditions() {}

  public static Optional<Condition> find(Sink sink, String type) {
    return find(Optional.ofNullable(sink.getStatus()).map(SinkStatus::conditions), type);
  }

  static Optional<Condition> find(Relation relation, String type) {
    return find(Optional.ofNullable(relation.getStatus()).map(RelationStatus::conditions), type);
  }

  private static Optional<Condition> find(Optional<List<Condition>> conditions, String type) {
    return conditions.stream()
        .flatMap(List::stream)
        .filter(c -> type.equals(c.getType()))
        .findFirst();
  }
}
