package dev.headgate.dataflow.row;

import dev.headgate.dataflow.relation.ColumnType;
import java.util.List;

/**
 * The columns of an output row, in order.
 *
 * @param columns never empty
 */
public record RowSchema(List<Column> columns) {

  public RowSchema {
    columns = List.copyOf(columns);
    if (columns.isEmpty()) {
      throw new IllegalArgumentException("a row has at least one column");
    }
  }

  public static RowSchema of(Column... columns) {
    return new RowSchema(List.of(columns));
  }

  /** The columns' names, in order. */
  public List<String> names() {
    return columns.stream().map(Column::name).toList();
  }

  /**
   * One column.
   *
   * @param name its name in the relation, as SQL has it
   * @param type what it holds
   * @param nullable whether it may be NULL
   */
  public record Column(String name, ColumnType type, boolean nullable) {}
}
