package dev.headgate.dataflow.row;

import dev.headgate.dataflow.relation.ColumnType;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.LogicalType;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;

/** Avro schemas for rows and their columns, the same that a Materialize sink registers. */
public final class AvroSchemas {

  /** Digits of a {@code numeric(p,s)}, whatever its p. */
  static final int SCALED_PRECISION = 39;

  /** Digits of a {@code numeric} without a declared scale. */
  static final int UNSCALED_PRECISION = 81;

  /** Scale of a {@code numeric} without a declared one. */
  static final int UNSCALED_SCALE = 39;

  private AvroSchemas() {}

  /** The schema of a message key: a record {@code row}. */
  public static Schema key(RowSchema row) {
    return record("row", row);
  }

  /** The schema of a message value: a record {@code envelope}. */
  public static Schema value(RowSchema row) {
    return record("envelope", row);
  }

  /**
   * Whether the type has an Avro form. A {@code numeric} of a scale above 39 has none: a decimal's
   * scale must not exceed its precision.
   */
  public static boolean supports(ColumnType type) {
    return type.kind() != ColumnType.Kind.NUMERIC || scale(type) <= SCALED_PRECISION;
  }

  /**
   * The schema of one value that is not NULL.
   *
   * @throws IllegalArgumentException if the type is not {@linkplain #supports supported}
   */
  public static Schema of(ColumnType type) {
    return switch (type.kind()) {
      case BOOL -> Schema.create(Schema.Type.BOOLEAN);
      case INT2, INT4 -> Schema.create(Schema.Type.INT);
      case INT8 -> Schema.create(Schema.Type.LONG);
      case FLOAT4 -> Schema.create(Schema.Type.FLOAT);
      case FLOAT8 -> Schema.create(Schema.Type.DOUBLE);
      case NUMERIC ->
          logical(Schema.Type.BYTES, LogicalTypes.decimal(precision(type), scale(type)));
      case TEXT, VARCHAR, CHAR -> Schema.create(Schema.Type.STRING);
      case UUID -> logical(Schema.Type.STRING, LogicalTypes.uuid());
      case DATE -> logical(Schema.Type.INT, LogicalTypes.date());
      case TIME -> logical(Schema.Type.LONG, LogicalTypes.timeMicros());
      case TIMESTAMP, TIMESTAMPTZ ->
          logical(
              Schema.Type.LONG,
              isMillis(type) ? LogicalTypes.timestampMillis() : LogicalTypes.timestampMicros());
      case BYTEA -> Schema.create(Schema.Type.BYTES);
      case JSON, JSONB -> {
        var json = Schema.create(Schema.Type.STRING);
        json.addProp("connect.name", "io.debezium.data.Json");
        yield json;
      }
    };
  }

  /** Digits of the decimal that a numeric type becomes. */
  static int precision(ColumnType numeric) {
    return numeric.modifier().isPresent() ? SCALED_PRECISION : UNSCALED_PRECISION;
  }

  /** Its scale. Avro knows none below 0, and a value that was rounded to tens is exact at 0. */
  static int scale(ColumnType numeric) {
    return Math.max(0, numeric.modifier().orElse(UNSCALED_SCALE));
  }

  /** Whether a timestamp type is written in milliseconds; otherwise in microseconds. */
  static boolean isMillis(ColumnType timestamp) {
    return timestamp.modifier().orElse(6) <= 3;
  }

  private static Schema record(String fullName, RowSchema row) {
    List<String> names = AvroNames.of(row.names());
    var fields = new ArrayList<Schema.Field>();
    for (int i = 0; i < names.size(); i++) {
      var column = row.columns().get(i);
      var type = of(column.type());
      fields.add(
          new Schema.Field(
              names.get(i),
              column.nullable()
                  ? Schema.createUnion(Schema.create(Schema.Type.NULL), type)
                  : type));
    }
    return Schema.createRecord(fullName, null, null, false, fields);
  }

  private static Schema logical(Schema.Type type, LogicalType logicalType) {
    return logicalType.addToSchema(Schema.create(type));
  }
}
