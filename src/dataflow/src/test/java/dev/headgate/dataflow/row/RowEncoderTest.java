package dev.headgate.dataflow.row;

import static dev.headgate.dataflow.row.Rows.UNCHANGED;
import static dev.headgate.dataflow.row.Rows.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.headgate.dataflow.relation.ColumnType;
import dev.headgate.dataflow.relation.ColumnType.Kind;
import dev.headgate.dataflow.row.ValueError.Reason;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RowEncoderTest {

  private static final RowSchema ID_AND_NOTE =
      RowSchema.of(
          new RowSchema.Column("id", ColumnType.of(Kind.INT4), false),
          new RowSchema.Column("note", ColumnType.of(Kind.TEXT), true));

  @ParameterizedTest
  @CsvSource({
    "DATE, infinity, INFINITE",
    "DATE, -infinity, INFINITE",
    "TIMESTAMP, infinity, INFINITE",
    "TIMESTAMPTZ, -infinity, INFINITE",
    "TIMESTAMP, 294276-12-31 23:59:59.999999, OUT_OF_RANGE",
    "TIME, 24:00:00, OUT_OF_RANGE",
    "INT8, 9223372036854775808, OUT_OF_RANGE",
    "NUMERIC, NaN, NOT_A_NUMBER",
    "NUMERIC, Infinity, INFINITE",
    "NUMERIC, -Infinity, INFINITE",
    "NUMERIC, 1000000000000000000000000000000000000000000, TOO_MANY_DIGITS",
    "NUMERIC, 0.0000000000000000000000000000000000000001, TOO_MANY_DIGITS",
    "DATE, 01/02/2024, MALFORMED",
    "DATE, 2024-01-02 03:04:05, MALFORMED",
    "TIMESTAMP, 2024-01-02, MALFORMED",
    "TIMESTAMP, 2024-01-02 03:04:05.1234567, MALFORMED",
    "TIMESTAMPTZ, 2024-01-02 03:04:05 CET, MALFORMED",
    "TIME, 03:04, MALFORMED",
    "BOOL, true, MALFORMED",
    "INT4, '', MALFORMED",
    "INT4, 12a, MALFORMED",
    "FLOAT8, '', MALFORMED",
    "FLOAT8, -, MALFORMED",
    "FLOAT4, 1.5x, MALFORMED",
    "NUMERIC, -, MALFORMED",
    "NUMERIC, 1.2.3, MALFORMED",
    "BYTEA, abc, MALFORMED",
    "BYTEA, \\x0, MALFORMED",
    "BYTEA, \\x0g, MALFORMED",
  })
  void aValueThatAvroCannotHoldIsRefusedAndLeavesNothing(Kind kind, String text, Reason reason) {
    var projection = Rows.projection(ColumnType.of(kind), true);
    var encoder = RowEncoder.of(projection, Rows.shape(projection), 1);
    var out = new ByteArena();

    var error = catchThrowableOfType(ValueError.class, () -> encoder.encode(row(text), out));

    assertThat(error.reason()).isEqualTo(reason);
    assertThat(error.column()).isEqualTo("c");
    assertThat(error.value()).contains(text);
    assertThat(out.length()).isZero();
  }

  @Test
  void aDigitBeyondTheScaleIsRefusedRatherThanRounded() {
    var projection = Rows.projection(ColumnType.numeric(10, 2), false);
    var encoder = RowEncoder.of(projection, Rows.shape(projection), 1);

    assertThatThrownBy(() -> encoder.encode(row("1.005"), new ByteArena()))
        .isInstanceOf(ValueError.class)
        .hasMessage(
            "Column \"c\" of public.orders cannot be written as it is \"1.005\":"
                + " it has more digits than its Avro decimal can hold exactly.\n"
                + "  Store fewer digits.");
  }

  @Test
  void aNullWhereNoneWasDeclaredIsRefused() {
    var projection = Rows.projection(ColumnType.of(Kind.INT4), false);
    var encoder = RowEncoder.of(projection, Rows.shape(projection), 1);

    assertThatThrownBy(() -> encoder.encode(row((String) null), new ByteArena()))
        .hasMessage(
            "Column \"c\" of public.orders cannot be written: it is NULL, and the column was"
                + " declared NOT NULL.\n"
                + "  Declare it NOT NULL again, or cut over to a Relation of the changed table.");
  }

  @Test
  void columnsAreFoundByNameInTheShapeAndWrittenInOutputOrder() {
    var projection = new Projection(ID_AND_NOTE, List.of("order_id", "comment"));
    var table =
        RowSchema.of(
            new RowSchema.Column("comment", ColumnType.of(Kind.VARCHAR, 9), true),
            new RowSchema.Column("other", ColumnType.of(Kind.BYTEA), true),
            new RowSchema.Column("order_id", ColumnType.of(Kind.INT2), false));
    var out = new ByteArena();

    RowEncoder.of(projection, Rows.shape(Rows.projection(table)), 258)
        .encode(row("hi", null, "7"), out);

    assertThat(HexFormat.of().formatHex(out.array(), 0, out.length()))
        .isEqualTo("0000000102" + "0e" + "02" + "04" + "6869");
  }

  @Test
  void anUnchangedValueComesFromTheWholeOldRow() {
    var projection = Rows.projection(ID_AND_NOTE);
    var encoder = RowEncoder.of(projection, Rows.shape('f', projection, List.of()), 1);
    var expected = new ByteArena();
    encoder.encode(row("7", "large"), expected);

    var out = new ByteArena();
    encoder.encode(row("7", UNCHANGED), row("6", "large"), out);

    assertThat(HexFormat.of().formatHex(out.array(), 0, out.length()))
        .isEqualTo(HexFormat.of().formatHex(expected.array(), 0, expected.length()));
  }

  @Test
  void anUnchangedValueIsNeverTakenFromAnOldRowThatHoldsOnlyTheIdentity() {
    var projection = Rows.projection(ID_AND_NOTE);
    var encoder = RowEncoder.of(projection, Rows.shape('d', projection, List.of("id")), 1);

    assertThatThrownBy(() -> encoder.encode(row("7", UNCHANGED), row("6", null), new ByteArena()))
        .hasMessage(
            "Column \"note\" of public.orders cannot be written: the UPDATE left it out, because"
                + " its out-of-line (TOAST) value did not change.\n"
                + "  Run ALTER TABLE \"public\".\"orders\" REPLICA IDENTITY FULL, so that"
                + " PostgreSQL sends it.");
  }

  @Test
  void aColumnThatLeftTheStreamIsAMismatch() {
    var projection = new Projection(ID_AND_NOTE, List.of("id", "gone"));

    assertThatThrownBy(() -> RowEncoder.of(projection, Rows.shape(Rows.projection(ID_AND_NOTE)), 1))
        .isInstanceOf(ShapeMismatch.class)
        .hasMessage(
            "Column \"gone\" of public.orders is no longer in the stream.\n"
                + "  Change it back, or cut over to a Relation of the changed table.");
  }

  @Test
  void aTypeThatEncodesOtherwiseIsAMismatch() {
    var planned = Rows.projection(ColumnType.of(Kind.INT4), false);
    var now = Rows.projection(ColumnType.of(Kind.INT8), false);

    assertThatThrownBy(() -> RowEncoder.of(planned, Rows.shape(now), 1))
        .hasMessageStartingWith("Column \"c\" of public.orders was integer and is now bigint.");
  }
}
