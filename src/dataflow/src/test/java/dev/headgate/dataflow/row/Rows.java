package dev.headgate.dataflow.row;

import dev.headgate.dataflow.change.TableShape;
import dev.headgate.dataflow.change.TextRow;
import dev.headgate.dataflow.relation.ColumnType;
import dev.headgate.dataflow.relation.TableName;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Rows and shapes for tests, made without the code that they test. */
public final class Rows {

  /** Stands for an unchanged out-of-line value. */
  public static final String UNCHANGED = "\u0000unchanged";

  public static final TableName ORDERS = new TableName("public", "orders");

  private Rows() {}

  /** A row of these texts, with other bytes around and between them. */
  public static TextRow row(String... texts) {
    var bytes = new ByteArrayOutputStream();
    var starts = new ArrayList<Integer>();
    var lengths = new ArrayList<Integer>();
    for (String text : texts) {
      bytes.writeBytes(new byte[] {'9', '9'});
      starts.add(bytes.size());
      if (text == null || text.equals(UNCHANGED)) {
        lengths.add(text == null ? TextRow.NULL : TextRow.UNCHANGED);
      } else {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        lengths.add(utf8.length);
        bytes.writeBytes(utf8);
      }
    }
    bytes.writeBytes(new byte[] {'9', '9'});
    var row = new TextRow();
    row.reset(bytes.toByteArray());
    for (int i = 0; i < texts.length; i++) {
      row.add(starts.get(i), lengths.get(i));
    }
    return row;
  }

  /** A shape that holds the projection's columns in its order; none of them is in the identity. */
  public static TableShape shape(Projection projection) {
    return shape('n', projection, List.of());
  }

  public static TableShape shape(
      char replicaIdentity, Projection projection, List<String> identity) {
    var columns = new ArrayList<TableShape.Column>();
    for (int i = 0; i < projection.sources().size(); i++) {
      var source = projection.sources().get(i);
      var type = projection.schema().columns().get(i).type();
      columns.add(
          new TableShape.Column(
              source, identity.contains(source), type.kind().oid(), typeModifier(type)));
    }
    return new TableShape(16384, ORDERS, replicaIdentity, columns);
  }

  private static int typeModifier(ColumnType type) {
    if (type.modifier().isEmpty()) {
      return -1;
    }
    int modifier = type.modifier().getAsInt();
    return switch (type.kind()) {
      case NUMERIC -> (type.precision().getAsInt() << 16 | modifier & 0x7FF) + 4;
      case VARCHAR, CHAR -> modifier + 4;
      default -> modifier;
    };
  }

  /** A projection that shows each column under its own name. */
  public static Projection projection(RowSchema schema) {
    return new Projection(schema, schema.names());
  }

  static Projection projection(ColumnType type, boolean nullable) {
    return projection(RowSchema.of(new RowSchema.Column("c", type, nullable)));
  }
}
