package dev.headgate.dataflow.row;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.dataflow.relation.ColumnType;
import dev.headgate.dataflow.relation.ColumnType.Kind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoField;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.Locale;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.BigRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Scale;
import org.apache.avro.Conversions;
import org.apache.avro.data.TimeConversions;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;

/** What PostgreSQL prints, written here and read back by Avro's own reader, is the value again. */
class EncodedTypesTest {

  private static final BigInteger MAX_39_DIGITS = BigInteger.TEN.pow(39).subtract(BigInteger.ONE);

  @Property
  void bool(@ForAll boolean value) {
    assertThat(decoded(Kind.BOOL, value ? "t" : "f")).isEqualTo(value);
  }

  @Property
  void smallint(@ForAll short value) {
    assertThat(decoded(Kind.INT2, Short.toString(value))).isEqualTo((int) value);
  }

  @Property
  void integer(@ForAll int value) {
    assertThat(decoded(Kind.INT4, Integer.toString(value))).isEqualTo(value);
  }

  @Property
  void bigint(@ForAll long value) {
    assertThat(decoded(Kind.INT8, Long.toString(value))).isEqualTo(value);
  }

  @Property
  void real(@ForAll("floats") float value) {
    assertThat(decoded(Kind.FLOAT4, asPrinted(Float.toString(value)))).isEqualTo(value);
  }

  @Property
  void doublePrecision(@ForAll("doubles") double value) {
    assertThat(decoded(Kind.FLOAT8, asPrinted(Double.toString(value)))).isEqualTo(value);
  }

  @Property
  void shortDecimalsRoundAsTheJdkDoes(@ForAll long digits, @ForAll @IntRange(max = 30) int scale) {
    String text = BigDecimal.valueOf(digits >> (int) (digits & 63), scale).toPlainString();

    assertThat(decoded(Kind.FLOAT8, text)).isEqualTo(Double.parseDouble(text));
    assertThat(decoded(Kind.FLOAT4, text)).isEqualTo(Float.parseFloat(text));
  }

  @Example
  void floatsThatAreNoDecimalsAreWritten() {
    assertThat(decoded(Kind.FLOAT4, "NaN")).isEqualTo(Float.NaN);
    assertThat(decoded(Kind.FLOAT8, "NaN")).isEqualTo(Double.NaN);
    assertThat(decoded(Kind.FLOAT4, "-Infinity")).isEqualTo(Float.NEGATIVE_INFINITY);
    assertThat(decoded(Kind.FLOAT8, "Infinity")).isEqualTo(Double.POSITIVE_INFINITY);
    assertThat(Double.doubleToRawLongBits((double) decoded(Kind.FLOAT8, "-0")))
        .isEqualTo(Long.MIN_VALUE);
  }

  @Property
  void numericWithScale(
      @ForAll("upTo39Digits") BigInteger unscaled, @ForAll @IntRange(max = 39) int scale) {
    var value = new BigDecimal(unscaled, scale);

    assertThat(decoded(ColumnType.numeric(39, scale), value.toPlainString())).isEqualTo(value);
  }

  @Property
  void numericWithScalePadsAndDropsNothingButZeros(
      @ForAll long unscaled, @ForAll @IntRange(max = 10) int printed) {
    var value = new BigDecimal(BigInteger.valueOf(unscaled), printed);

    assertThat(decoded(ColumnType.numeric(39, 12), value.toPlainString()))
        .isEqualTo(value.setScale(12));
    assertThat(decoded(ColumnType.numeric(39, 12), value.setScale(20).toPlainString()))
        .isEqualTo(value.setScale(12));
  }

  @Property
  void numericWithoutScale(
      @ForAll
          @BigRange(
              min = "-999999999999999999999999999999999999999999",
              max = "999999999999999999999999999999999999999999")
          @Scale(39)
          BigDecimal value) {
    assertThat(decoded(Kind.NUMERIC, value.stripTrailingZeros().toPlainString()))
        .isEqualTo(value.setScale(39));
  }

  @Property
  void decimalsTakeNoByteTooMany(@ForAll("upTo39Digits") BigInteger value) {
    byte[] expected = value.toByteArray();
    var out = new ByteArena();
    byte[] text = value.toString().getBytes(UTF_8);

    new NumericColumn(39, 0).encode(text, 0, text.length, out);

    assertThat(HexFormat.of().formatHex(out.array(), 1, out.length()))
        .isEqualTo(HexFormat.of().formatHex(expected));
  }

  @Property
  void text(@ForAll String value) {
    String valid = new String(value.getBytes(UTF_8), UTF_8);

    assertThat(decoded(Kind.TEXT, valid)).hasToString(valid);
    assertThat(decoded(Kind.JSONB, valid)).hasToString(valid);
  }

  @Example
  void aCharKeepsItsBlanks() {
    assertThat(decoded(ColumnType.of(Kind.CHAR, 5), "ab   ")).hasToString("ab   ");
  }

  @Property
  void uuid(@ForAll long high, @ForAll long low) {
    var value = new UUID(high, low);

    assertThat(decoded(Kind.UUID, value.toString())).isEqualTo(value);
  }

  @Property
  void bytea(@ForAll byte[] value) {
    assertThat(decoded(Kind.BYTEA, "\\x" + HexFormat.of().formatHex(value)))
        .isEqualTo(ByteBuffer.wrap(value));
  }

  /** From 4713 BC to 5874897, PostgreSQL's first and last dates. */
  @Property
  void date(@ForAll @LongRange(min = -2_440_588, max = 2_145_031_948) long epochDay) {
    var value = LocalDate.ofEpochDay(epochDay);

    assertThat(decoded(Kind.DATE, date(value) + era(value))).isEqualTo(value);
  }

  @Property
  void time(@ForAll @LongRange(min = 0, max = 86_399_999_999L) long micros) {
    var value = LocalTime.ofNanoOfDay(micros * 1000);

    assertThat(decoded(Kind.TIME, time(value))).isEqualTo(value);
  }

  @Property
  void timestamp(@ForAll @LongRange(min = -210_866_803_200_000_000L) long micros) {
    var value = Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    var civil = value.atOffset(ZoneOffset.UTC);
    String text = date(civil.toLocalDate()) + " " + time(civil.toLocalTime());

    assertThat(decoded(Kind.TIMESTAMP, text + era(civil.toLocalDate()))).isEqualTo(value);
    assertThat(decoded(Kind.TIMESTAMPTZ, text + "+00" + era(civil.toLocalDate()))).isEqualTo(value);
  }

  @Property
  void timestampInMilliseconds(
      @ForAll @LongRange(min = -210_866_803_200_000L, max = 9_224_318_015_999_999L) long millis) {
    var value = Instant.ofEpochMilli(millis);
    var civil = value.atOffset(ZoneOffset.UTC);
    String text = date(civil.toLocalDate()) + " " + time(civil.toLocalTime());

    assertThat(decoded(ColumnType.of(Kind.TIMESTAMPTZ, 3), text + "+00" + era(civil.toLocalDate())))
        .isEqualTo(value);
  }

  @Property
  void aTimestampOfAnotherZoneIsTheSameInstant(
      @ForAll @IntRange(min = -57_599, max = 57_599) int offset) {
    var value = Instant.parse("2024-03-01T00:30:00.25Z");
    var civil = value.atOffset(ZoneOffset.UTC).toLocalDateTime().plusSeconds(offset);
    int magnitude = Math.abs(offset);
    String text =
        "%s %s%s%02d:%02d:%02d"
            .formatted(
                civil.toLocalDate(),
                time(civil.toLocalTime()),
                offset < 0 ? "-" : "+",
                magnitude / 3600,
                magnitude / 60 % 60,
                magnitude % 60);

    assertThat(decoded(Kind.TIMESTAMPTZ, text)).isEqualTo(value);
  }

  @Example
  void knownInstantsKeepTheirNumbers() {
    assertThat(decoded(Kind.DATE, "1969-12-31")).isEqualTo(LocalDate.ofEpochDay(-1));
    assertThat(decoded(Kind.TIMESTAMP, "1969-12-31 23:59:59.5"))
        .isEqualTo(Instant.EPOCH.minusMillis(500));
    assertThat(decoded(Kind.TIME, "01:02:03")).isEqualTo(LocalTime.of(1, 2, 3));
    assertThat(decoded(Kind.DATE, "0001-01-01 BC")).isEqualTo(LocalDate.of(0, 1, 1));
    assertThat(decoded(Kind.TIMESTAMPTZ, "12024-02-29 00:00:00+05:30"))
        .isEqualTo(Instant.parse("+12024-02-28T18:30:00Z"));
  }

  @Property
  void aNullableColumnHoldsValueOrNull(@ForAll int value) {
    var type = ColumnType.of(Kind.INT4);

    assertThat(decoded(type, true, Integer.toString(value))).isEqualTo(value);
    assertThat(decoded(type, true, null)).isNull();
  }

  @Provide
  Arbitrary<BigInteger> upTo39Digits() {
    return Arbitraries.bigIntegers().between(MAX_39_DIGITS.negate(), MAX_39_DIGITS);
  }

  @Provide
  Arbitrary<Float> floats() {
    return Arbitraries.integers().map(Float::intBitsToFloat);
  }

  @Provide
  Arbitrary<Double> doubles() {
    return Arbitraries.longs().map(Double::longBitsToDouble);
  }

  private static String asPrinted(String javaText) {
    String text = javaText.replace("E", "e").replaceAll("e(\\d)", "e+$1");
    return text.replaceAll("\\.0(?=e|$)", "");
  }

  private static String date(LocalDate value) {
    int year = value.getYear();
    return "%04d-%02d-%02d"
        .formatted(year > 0 ? year : 1 - year, value.getMonthValue(), value.getDayOfMonth());
  }

  private static String era(LocalDate value) {
    return value.getYear() > 0 ? "" : " BC";
  }

  private static String time(LocalTime value) {
    String seconds = DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT).format(value);
    int micros = value.get(ChronoField.MICRO_OF_SECOND);
    return micros == 0 ? seconds : seconds + ".%06d".formatted(micros).replaceAll("0+$", "");
  }

  private static Object decoded(Kind kind, String text) {
    return decoded(ColumnType.of(kind), text);
  }

  private static Object decoded(ColumnType type, String text) {
    return decoded(type, false, text);
  }

  private static Object decoded(ColumnType type, boolean nullable, String text) {
    var projection = Rows.projection(type, nullable);
    var out = new ByteArena();
    RowEncoder.of(projection, Rows.shape(projection), 0x01020304).encode(Rows.row(text), out);
    assertThat(out.array()).startsWith(0, 1, 2, 3, 4);
    return read(projection, out).get(0);
  }

  private static GenericRecord read(Projection projection, ByteArena out) {
    var data = new GenericData();
    data.addLogicalTypeConversion(new Conversions.DecimalConversion());
    data.addLogicalTypeConversion(new Conversions.UUIDConversion());
    data.addLogicalTypeConversion(new TimeConversions.DateConversion());
    data.addLogicalTypeConversion(new TimeConversions.TimeMicrosConversion());
    data.addLogicalTypeConversion(new TimeConversions.TimestampMillisConversion());
    data.addLogicalTypeConversion(new TimeConversions.TimestampMicrosConversion());
    var schema = AvroSchemas.value(projection.schema());
    var decoder =
        DecoderFactory.get()
            .binaryDecoder(
                out.array(),
                RowEncoder.HEADER_LENGTH,
                out.length() - RowEncoder.HEADER_LENGTH,
                null);
    try {
      var record = new GenericDatumReader<GenericRecord>(schema, schema, data).read(null, decoder);
      assertThat(decoder.isEnd()).as("every byte was read").isTrue();
      return record;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
