package dev.headgate.postgres.preview;

import dev.headgate.dataflow.relation.ColumnType;

/**
 * SQL expressions for a column's value as text, such that two values of one type have equal text
 * exactly if they are written as equal bytes. To PostgreSQL's own {@code =} some differing bytes
 * are equal ({@code 0} and {@code -0} as floats, text under some collations), and to its text form
 * some equal bytes differ ({@code 1.0} and {@code 1.00}).
 *
 * <p>Values of different types are compared by that text too, and so by what they say rather than
 * by their bytes: the integer 5 is the {@code bigint} 5, the {@code numeric} 5.00 and the text '5',
 * and one point in time is the same with and without a time zone, in which UTC is meant. That a
 * type differs is said by the difference of the schemas, not here. A number that one type prints in
 * scientific notation and the other does not counts as different.
 *
 * <p>The session must be one of {@link dev.headgate.postgres.Sessions}: the text of times, floats
 * and bytes depends on its settings.
 */
final class CanonicalText {

  private CanonicalText() {}

  /**
   * The expression.
   *
   * @param type of the column
   * @param column an SQL expression that names it
   */
  static String of(ColumnType type, String column) {
    var text =
        switch (type.kind()) {
          case NUMERIC -> "trim_scale(%s)::text".formatted(column);
          // A cast to text would take away the blanks that are written.
          case CHAR -> "textin(bpcharout(%s))".formatted(column);
          case TIMESTAMPTZ -> "(%s AT TIME ZONE 'UTC')::text".formatted(column);
          case BOOL,
              INT2,
              INT4,
              INT8,
              FLOAT4,
              FLOAT8,
              TEXT,
              VARCHAR,
              UUID,
              DATE,
              TIME,
              TIMESTAMP,
              BYTEA,
              JSON,
              JSONB ->
              "%s::text".formatted(column);
        };
    return "%s COLLATE \"C\"".formatted(text);
  }
}
