package dev.headgate.dataflow.row;

import dev.headgate.dataflow.change.TableShape;
import dev.headgate.dataflow.change.TextRow;
import dev.headgate.dataflow.relation.TableName;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Writes rows of a table as Avro records with the Confluent header in front: a zero byte, then the
 * schema id in four bytes, highest first. Made for one shape of the table; once the shape changes,
 * a new one is needed. Not thread-safe.
 */
public final class RowEncoder {

  /** Bytes of the header. */
  public static final int HEADER_LENGTH = 5;

  private static final int MAX_VALUE_SHOWN = 64;
  private static final int NULL_BRANCH = 0;
  private static final int VALUE_BRANCH = 2; // branch 1 in zigzag

  private final TableName table;
  private final RowSchema schema;
  private final byte[] header;
  private final ColumnEncoder[] encoders;
  private final boolean[] nullable;
  private final int[] positions;
  private final boolean[] inOldRow;

  private RowEncoder(TableName table, RowSchema schema, int schemaId) {
    int size = schema.columns().size();
    this.table = table;
    this.schema = schema;
    this.header =
        new byte[] {
          0,
          (byte) (schemaId >> 24),
          (byte) (schemaId >> 16),
          (byte) (schemaId >> 8),
          (byte) schemaId
        };
    this.encoders = new ColumnEncoder[size];
    this.nullable = new boolean[size];
    this.positions = new int[size];
    this.inOldRow = new boolean[size];
  }

  /**
   * An encoder for rows of a shape.
   *
   * @param projection what to write, and from which columns
   * @param schemaId the registry's id of the schema that {@link AvroSchemas} derives
   * @throws ShapeMismatch if a column is missing in the shape or has a type that encodes otherwise
   */
  public static RowEncoder of(Projection projection, TableShape shape, int schemaId) {
    var encoder = new RowEncoder(shape.name(), projection.schema(), schemaId);
    for (int i = 0; i < encoder.encoders.length; i++) {
      var column = projection.schema().columns().get(i);
      int position = ShapeMismatch.checkedPosition(projection.sources().get(i), column, shape);
      encoder.encoders[i] = ColumnEncoder.of(column.type());
      encoder.nullable[i] = column.nullable();
      encoder.positions[i] = position;
      encoder.inOldRow[i] =
          shape.replicaIdentity() == 'f' || shape.columns().get(position).identity();
    }
    return encoder;
  }

  /**
   * Writes a row.
   *
   * @throws ValueError if a value cannot be written; then nothing was
   */
  public void encode(TextRow row, ByteArena out) {
    encode(row, null, out);
  }

  /**
   * Writes the new row of an UPDATE. An unchanged out-of-line value is taken from the old row where
   * the replica identity puts it there.
   *
   * @param old the old row, or null if none was sent
   * @throws ValueError if a value cannot be written; then nothing was
   */
  public void encode(TextRow row, TextRow old, ByteArena out) {
    int mark = out.length();
    int i = 0;
    try {
      out.write(header, 0, HEADER_LENGTH);
      for (; i < encoders.length; i++) {
        encodeColumn(i, holder(i, row, old), out);
      }
    } catch (Unrepresentable e) {
      out.truncate(mark);
      throw new ValueError(
          table, schema.columns().get(i).name(), e.reason(), shown(i, holder(i, row, old)));
    }
  }

  /**
   * Whether two rows have the same text in all columns written here. If so, they are written alike;
   * if not, they may be all the same.
   */
  public boolean sameText(TextRow one, TextRow other) {
    for (int position : positions) {
      int length = one.length(position);
      if (length != other.length(position)) {
        return false;
      }
      int start = one.start(position);
      int otherStart = other.start(position);
      if (length > 0
          && !Arrays.equals(
              one.bytes(), start, start + length, other.bytes(), otherStart, otherStart + length)) {
        return false;
      }
    }
    return true;
  }

  /** The row's columns as text for people, {@code (id=17, region=eu)}. */
  public String describe(TextRow row) {
    var text = new StringBuilder("(");
    for (int i = 0; i < positions.length; i++) {
      text.append(i == 0 ? "" : ", ")
          .append(schema.columns().get(i).name())
          .append('=')
          .append(shown(i, row).orElse(row.isNull(positions[i]) ? "NULL" : "?"));
    }
    return text.append(')').toString();
  }

  public TableName table() {
    return table;
  }

  /**
   * The columns written here as text.
   *
   * @param old the old row of an UPDATE, or null
   */
  public List<ColumnText> texts(TextRow row, TextRow old) {
    var texts = new ArrayList<ColumnText>();
    for (int i = 0; i < positions.length; i++) {
      texts.add(text(i, holder(i, row, old)));
    }
    return texts;
  }

  /** As {@link #texts}, of an old row: only the columns that the replica identity puts there. */
  public List<ColumnText> oldTexts(TextRow old) {
    var texts = new ArrayList<ColumnText>();
    for (int i = 0; i < positions.length; i++) {
      if (inOldRow[i]) {
        texts.add(text(i, old));
      }
    }
    return texts;
  }

  private ColumnText text(int column, TextRow row) {
    int position = positions[column];
    return new ColumnText(
        schema.columns().get(column).name(),
        Optional.ofNullable(row.text(position)),
        row.isUnchanged(position));
  }

  private TextRow holder(int column, TextRow row, TextRow old) {
    return old != null && inOldRow[column] && row.isUnchanged(positions[column]) ? old : row;
  }

  private void encodeColumn(int column, TextRow row, ByteArena out) {
    int length = row.length(positions[column]);
    if (length >= 0) {
      if (nullable[column]) {
        out.write(VALUE_BRANCH);
      }
      encoders[column].encode(row.bytes(), row.start(positions[column]), length, out);
    } else if (length == TextRow.NULL && nullable[column]) {
      out.write(NULL_BRANCH);
    } else {
      throw new Unrepresentable(
          length == TextRow.NULL ? ValueError.Reason.NULL : ValueError.Reason.UNCHANGED);
    }
  }

  private Optional<String> shown(int column, TextRow row) {
    return Optional.ofNullable(row.text(positions[column]))
        .map(v -> v.length() > MAX_VALUE_SHOWN ? v.substring(0, MAX_VALUE_SHOWN) + "…" : v);
  }
}
