package dev.headgate.operator.relation;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headgate.api.v1alpha1.PinnedRelation;
import dev.headgate.api.v1alpha1.Relation;
import dev.headgate.dataflow.relation.Relation.Column;
import dev.headgate.dataflow.relation.TableName;
import dev.headgate.operator.status.Resolved;
import java.util.List;
import java.util.Optional;

/**
 * What a Relation is told to show, or has shown since it was pinned.
 *
 * @param name the Relation's
 * @param columns what it shows of the table; empty: all that the table has
 * @param pin what it was pinned to, which then decides, not the spec
 */
record Wanted(
    String name, TableName table, Optional<List<Column>> columns, Optional<PinnedRelation> pin) {

  /** Reason: {@code spec.postgres.table} is not a table's name. */
  static final String INVALID_TABLE = "InvalidTable";

  /** Reads the spec, or the pin if there is one. */
  static Resolved<Wanted> of(Relation relation) {
    String name = relation.getMetadata().getName();
    var pin = RelationStatuses.pin(relation);
    if (pin.isPresent()) {
      var pinned = Pins.relation(name, pin.get());
      return Resolved.found(new Wanted(name, pinned.table(), Optional.of(pinned.columns()), pin));
    }
    var spec = relation.getSpec().postgres();
    return table(spec.table())
        .then(
            table ->
                columns(spec.columns())
                    .map(columns -> new Wanted(name, table, columns, Optional.empty())));
  }

  private static Resolved<TableName> table(String text) {
    try {
      return Resolved.found(TableName.parse(text));
    } catch (IllegalArgumentException e) {
      return Resolved.missing(INVALID_TABLE, "spec.postgres.table: " + e.getMessage());
    }
  }

  private static Resolved<Optional<List<Column>>> columns(List<JsonNode> list) {
    return list == null
        ? Resolved.found(Optional.empty())
        : ColumnList.parse(list).map(Optional::of);
  }
}
