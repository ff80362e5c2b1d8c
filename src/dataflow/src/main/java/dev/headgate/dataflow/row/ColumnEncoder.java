package dev.headgate.dataflow.row;

import dev.headgate.dataflow.relation.ColumnType;

/** Writes one column's text as Avro binary. One object a column; not thread-safe. */
sealed interface ColumnEncoder
    permits BooleanColumn,
        BytesColumn,
        DateColumn,
        FloatColumn,
        IntegerColumn,
        NumericColumn,
        StringColumn,
        TimeColumn,
        TimestampColumn {

  /**
   * Writes the value whose text is the {@code length} bytes from {@code start} on.
   *
   * @throws Unrepresentable if it cannot; some bytes may have been written
   */
  void encode(byte[] text, int start, int length, ByteArena out);

  /** The encoder for a type, writing as {@link AvroSchemas#of} says. */
  static ColumnEncoder of(ColumnType type) {
    return switch (type.kind()) {
      case BOOL -> new BooleanColumn();
      case INT2, INT4, INT8 -> new IntegerColumn();
      case FLOAT4 -> FloatColumn.single();
      case FLOAT8 -> FloatColumn.twofold();
      case NUMERIC -> new NumericColumn(AvroSchemas.precision(type), AvroSchemas.scale(type));
      case TEXT, VARCHAR, CHAR, UUID, JSON, JSONB -> new StringColumn();
      case DATE -> new DateColumn();
      case TIME -> new TimeColumn();
      case TIMESTAMP, TIMESTAMPTZ -> new TimestampColumn(AvroSchemas.isMillis(type));
      case BYTEA -> new BytesColumn();
    };
  }
}
