package dev.headgate.dataflow.plan;

import dev.headgate.dataflow.relation.ColumnType;
import dev.headgate.dataflow.relation.Relation;
import dev.headgate.dataflow.relation.Table;
import dev.headgate.dataflow.relation.Table.ReplicaIdentity;
import java.util.List;

/**
 * Warns of values that PostgreSQL may store out of line (TOAST): an UPDATE that leaves one
 * unchanged does not send it, unless the replica identity holds it. Short rows never come to that,
 * so it is no reason to refuse; a row that does come to it stalls the sink, with the remedy.
 */
final class OutOfLine {

  /**
   * No value of this many bytes or fewer, header included, is moved: the aligned size of the
   * pointer that would replace it ({@code toast_tuple_find_biggest_attribute}).
   */
  private static final int LARGEST_NEVER_MOVED = 24;

  private static final int HEADER_BYTES = 4;
  private static final int MAX_BYTES_PER_CHARACTER = 4;
  private static final int NUMERIC_BYTES = 8;

  private OutOfLine() {}

  static List<String> warnings(Relation relation, Table table) {
    var columns =
        relation.columns().stream()
            .map(Relation.Column::source)
            .distinct()
            .map(source -> table.column(source).orElseThrow())
            .filter(column -> mayMove(column) && !isInIdentity(column, table.replicaIdentity()))
            .map(Table.Column::name)
            .toList();
    return columns.isEmpty()
        ? List.of()
        : List.of(
            ("An UPDATE of %s that leaves a large value of (%s) as it is does not send it, and such"
                    + " a row cannot be written. Values can be that large once a row exceeds"
                    + " about 2 kB. If there are such rows, run ALTER TABLE %s REPLICA IDENTITY"
                    + " FULL.")
                .formatted(table.name(), String.join(", ", columns), table.name().toSql()));
  }

  private static boolean isInIdentity(Table.Column column, ReplicaIdentity identity) {
    return switch (identity) {
      case ReplicaIdentity.Full() -> true;
      case ReplicaIdentity.Key(var columns) -> columns.contains(column.name());
      case ReplicaIdentity.None() -> false;
    };
  }

  private static boolean mayMove(Table.Column column) {
    return column.toastable() && maxBytes(column.type().orElseThrow()) > LARGEST_NEVER_MOVED;
  }

  private static long maxBytes(ColumnType type) {
    if (type.modifier().isEmpty()) {
      return Long.MAX_VALUE;
    }
    return switch (type.kind()) {
      case VARCHAR, CHAR ->
          HEADER_BYTES + (long) MAX_BYTES_PER_CHARACTER * type.modifier().getAsInt();
      // Four digits take two bytes; a group may be broken on both sides of the point.
      case NUMERIC -> NUMERIC_BYTES + 2L * (type.precision().orElseThrow() / 4 + 2);
      default -> Long.MAX_VALUE;
    };
  }
}
