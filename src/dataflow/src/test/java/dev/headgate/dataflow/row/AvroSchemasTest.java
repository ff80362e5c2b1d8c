package dev.headgate.dataflow.row;

import static dev.headgate.dataflow.relation.ColumnType.numeric;
import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.dataflow.relation.ColumnType;
import dev.headgate.dataflow.relation.ColumnType.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AvroSchemasTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "BOOL        | \"boolean\"",
        "INT2        | \"int\"",
        "INT4        | \"int\"",
        "INT8        | \"long\"",
        "FLOAT4      | \"float\"",
        "FLOAT8      | \"double\"",
        "NUMERIC     |"
            + " {\"type\":\"bytes\",\"logicalType\":\"decimal\",\"precision\":81,\"scale\":39}",
        "TEXT        | \"string\"",
        "VARCHAR     | \"string\"",
        "CHAR        | \"string\"",
        "UUID        | {\"type\":\"string\",\"logicalType\":\"uuid\"}",
        "DATE        | {\"type\":\"int\",\"logicalType\":\"date\"}",
        "TIME        | {\"type\":\"long\",\"logicalType\":\"time-micros\"}",
        "TIMESTAMP   | {\"type\":\"long\",\"logicalType\":\"timestamp-micros\"}",
        "TIMESTAMPTZ | {\"type\":\"long\",\"logicalType\":\"timestamp-micros\"}",
        "BYTEA       | \"bytes\"",
        "JSON        | {\"type\":\"string\",\"connect.name\":\"io.debezium.data.Json\"}",
        "JSONB       | {\"type\":\"string\",\"connect.name\":\"io.debezium.data.Json\"}",
      })
  void everyTypeHasItsSchema(Kind kind, String json) {
    assertThat(AvroSchemas.of(ColumnType.of(kind))).hasToString(json);
  }

  @Test
  void aNumericKeepsItsScaleAndNotItsPrecision() {
    assertThat(AvroSchemas.of(numeric(10, 2)))
        .hasToString(
            "{\"type\":\"bytes\",\"logicalType\":\"decimal\",\"precision\":39,\"scale\":2}");
  }

  @Test
  void aNumericThatIsRoundedToHundredsHasScaleZero() {
    assertThat(AvroSchemas.of(numeric(5, -2)))
        .hasToString(
            "{\"type\":\"bytes\",\"logicalType\":\"decimal\",\"precision\":39,\"scale\":0}");
  }

  @Test
  void aScaleBeyondThePrecisionIsNotSupported() {
    assertThat(AvroSchemas.supports(numeric(100, 39))).isTrue();
    assertThat(AvroSchemas.supports(numeric(100, 40))).isFalse();
  }

  @Test
  void timestampsOfThreeDigitsOrFewerAreMilliseconds() {
    assertThat(AvroSchemas.of(ColumnType.of(Kind.TIMESTAMPTZ, 3)))
        .hasToString("{\"type\":\"long\",\"logicalType\":\"timestamp-millis\"}");
    assertThat(AvroSchemas.of(ColumnType.of(Kind.TIMESTAMP, 4)))
        .hasToString("{\"type\":\"long\",\"logicalType\":\"timestamp-micros\"}");
  }

  @Test
  void aKeyIsARecordRow() {
    var key =
        RowSchema.of(
            new RowSchema.Column("key col", ColumnType.of(Kind.INT8), false),
            new RowSchema.Column("region", ColumnType.of(Kind.VARCHAR, 2), false));

    assertThat(AvroSchemas.key(key))
        .hasToString(
            "{\"type\":\"record\",\"name\":\"row\",\"fields\":["
                + "{\"name\":\"key_col\",\"type\":\"long\"},"
                + "{\"name\":\"region\",\"type\":\"string\"}]}");
  }

  @Test
  void aValueIsARecordEnvelopeWhoseNullableColumnsAreUnions() {
    var value =
        RowSchema.of(
            new RowSchema.Column("id", ColumnType.of(Kind.INT4), false),
            new RowSchema.Column("note", ColumnType.of(Kind.TEXT), true),
            new RowSchema.Column("amount", numeric(10, 2), true));

    assertThat(AvroSchemas.value(value))
        .hasToString(
            "{\"type\":\"record\",\"name\":\"envelope\",\"fields\":["
                + "{\"name\":\"id\",\"type\":\"int\"},"
                + "{\"name\":\"note\",\"type\":[\"null\",\"string\"]},"
                + "{\"name\":\"amount\",\"type\":[\"null\",{\"type\":\"bytes\",\"logicalType\":\"decimal\",\"precision\":39,\"scale\":2}]}]}");
  }
}
