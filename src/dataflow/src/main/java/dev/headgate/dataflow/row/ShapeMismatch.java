package dev.headgate.dataflow.row;

import dev.headgate.dataflow.change.TableShape;
import dev.headgate.dataflow.relation.ColumnType;
import dev.headgate.dataflow.relation.TableName;

/** A table's rows no longer have the shape that the sink was planned for. */
public final class ShapeMismatch extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final TableName table;
  private final String column;

  /**
   * A mismatch at one column.
   *
   * @param reason what is wrong with it, the second half of a sentence
   */
  public ShapeMismatch(TableName table, String column, String reason) {
    super(
        "Column \"%s\" of %s %s.\n  Change it back, or cut over to a Relation of the changed table."
            .formatted(column, table, reason));
    this.table = table;
    this.column = column;
  }

  public TableName table() {
    return table;
  }

  /** The table's column. */
  public String column() {
    return column;
  }

  /** Where the rows have a column, once it is certain that they hold what is to be written. */
  static int checkedPosition(String source, RowSchema.Column column, TableShape shape) {
    for (int i = 0; i < shape.columns().size(); i++) {
      var found = shape.columns().get(i);
      if (found.name().equals(source)) {
        requireSameForm(source, column, shape.name(), found);
        return i;
      }
    }
    throw new ShapeMismatch(shape.name(), source, "is no longer in the stream");
  }

  /**
   * A type may change as long as its values encode alike, as {@code varchar(10)} to {@code text}.
   */
  private static void requireSameForm(
      String source, RowSchema.Column column, TableName table, TableShape.Column found) {
    var type = ColumnType.ofCatalog(found.typeOid(), found.typeModifier());
    boolean same =
        type.filter(AvroSchemas::supports)
            .filter(t -> AvroSchemas.of(t).equals(AvroSchemas.of(column.type())))
            .isPresent();
    if (!same) {
      throw new ShapeMismatch(
          table,
          source,
          "was %s and is now %s"
              .formatted(
                  column.type(),
                  type.map(ColumnType::toString).orElse("of type OID " + found.typeOid())));
    }
  }
}
