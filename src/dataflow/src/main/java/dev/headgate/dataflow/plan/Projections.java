package dev.headgate.dataflow.plan;

import dev.headgate.dataflow.relation.Relation;
import dev.headgate.dataflow.relation.Table;
import dev.headgate.dataflow.row.Projection;
import dev.headgate.dataflow.row.RowSchema;
import dev.headgate.dataflow.sink.Definition;
import java.util.List;

/** Makes the plan of a definition that has passed every check. */
final class Projections {

  private Projections() {}

  static SinkPlan plan(Definition definition, Table table) {
    var columns = definition.relation().columns();
    var keyColumns =
        definition.spec().key().stream()
            .map(name -> columns.stream().filter(c -> c.name().equals(name)).findFirst())
            .map(column -> column.orElseThrow())
            .toList();
    return new SinkPlan(
        definition,
        table,
        projection(keyColumns, table),
        projection(columns, table),
        OutOfLine.warnings(definition.relation(), table));
  }

  private static Projection projection(List<Relation.Column> columns, Table table) {
    return new Projection(
        new RowSchema(columns.stream().map(column -> output(column, table)).toList()),
        columns.stream().map(Relation.Column::source).toList());
  }

  private static RowSchema.Column output(Relation.Column column, Table table) {
    var source = table.column(column.source()).orElseThrow();
    return new RowSchema.Column(column.name(), source.type().orElseThrow(), source.nullable());
  }
}
