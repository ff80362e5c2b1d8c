package dev.headgate.operator.relation;

import dev.headgate.api.v1alpha1.PinnedRelation;
import dev.headgate.dataflow.relation.Relation;
import dev.headgate.dataflow.relation.TableName;
import dev.headgate.dataflow.time.Domain;

/** A relation as statuses hold it, and as the data plane knows it. */
public final class Pins {

  private Pins() {}

  /** What the status shows of a relation. */
  public static PinnedRelation pinned(Relation relation, Domain domain) {
    return new PinnedRelation(
        relation.table().toString(),
        relation.oid(),
        relation.columns().stream()
            .map(c -> new PinnedRelation.Column(c.name(), c.source()))
            .toList(),
        domain.toString());
  }

  /**
   * What a status showed.
   *
   * @param name the Relation's
   * @throws IllegalArgumentException if somebody else wrote that status
   */
  public static Relation relation(String name, PinnedRelation pinned) {
    return new Relation(
        name,
        pinned.oid(),
        TableName.parse(pinned.table()),
        pinned.columns().stream().map(c -> new Relation.Column(c.name(), c.column())).toList());
  }
}
