package dev.headgate.dataflow.relation;

import java.util.List;

/**
 * An upstream relation: some columns of one table, renamed or not. Its definition never changes; a
 * new definition is a new relation.
 *
 * @param name the name people know it by, the resource's
 * @param oid the OID of the table it was pinned to when first resolved, unsigned 32 bits
 * @param table the table's name
 * @param columns its columns, in output order, never empty: a relation over all columns is pinned
 *     to those that were there when it was first resolved
 */
public record Relation(String name, long oid, TableName table, List<Column> columns) {

  public Relation {
    columns = List.copyOf(columns);
    if (columns.isEmpty()) {
      throw new IllegalArgumentException("relation %s has no columns".formatted(name));
    }
  }

  /**
   * One output column.
   *
   * @param name the output name
   * @param source the table's column that it shows
   */
  public record Column(String name, String source) {
    /** A column under its own name. */
    public static Column same(String name) {
      return new Column(name, name);
    }
  }
}
