package dev.headgate.dataflow.row;

import dev.headgate.dataflow.relation.TableName;
import dev.headgate.dataflow.time.Timestamp;
import java.util.Optional;

/** A row holds a value that cannot be written. */
public final class ValueError extends RowError {

  private static final long serialVersionUID = 1;

  /** Why a value cannot be written. */
  public enum Reason {
    NULL(
        "it is NULL, and the column was declared NOT NULL",
        "Declare it NOT NULL again, or cut over to a Relation of the changed table."),
    UNCHANGED(
        "the UPDATE left it out, because its out-of-line (TOAST) value did not change",
        "Run ALTER TABLE %s REPLICA IDENTITY FULL, so that PostgreSQL sends it."),
    INFINITE("Avro has no infinity for its type", "Store NULL or a finite value."),
    NOT_A_NUMBER("Avro decimals have no NaN", "Store NULL or a number."),
    TOO_MANY_DIGITS(
        "it has more digits than its Avro decimal can hold exactly", "Store fewer digits."),
    OUT_OF_RANGE("it lies outside the range of its Avro type", "Store a value within the range."),
    MALFORMED(
        "it is not in the text form that was asked for",
        "The session must set DateStyle=ISO, TimeZone=UTC and bytea_output=hex.");

    private final String sentence;
    private final String remedy;

    Reason(String sentence, String remedy) {
      this.sentence = sentence;
      this.remedy = remedy;
    }
  }

  private final TableName table;
  private final String column;
  private final Reason reason;
  private final transient Optional<String> value;
  private final transient Optional<String> key;

  ValueError(TableName table, String column, Reason reason, Optional<String> value) {
    this(table, column, reason, value, Optional.empty(), Optional.empty(), null);
  }

  private ValueError(
      TableName table,
      String column,
      Reason reason,
      Optional<String> value,
      Optional<String> key,
      Optional<Timestamp> at,
      ValueError cause) {
    super(text(table, column, reason, value, key, at), cause);
    this.table = table;
    this.column = column;
    this.reason = reason;
    this.value = value;
    this.key = key;
  }

  /** The same error, with the key of the row that it was found in. */
  public ValueError ofRow(String rowKey) {
    return new ValueError(
        table, column, reason, value, Optional.of(rowKey), Optional.empty(), this);
  }

  @Override
  public ValueError at(Timestamp timestamp) {
    return new ValueError(table, column, reason, value, key, Optional.of(timestamp), this);
  }

  @Override
  public TableName table() {
    return table;
  }

  /** The output column. */
  public String column() {
    return column;
  }

  public Reason reason() {
    return reason;
  }

  /** The value's text, cut off if long; empty if it is NULL or was not sent. */
  public Optional<String> value() {
    return value;
  }

  @Override
  public Optional<String> key() {
    return key;
  }

  private static String text(
      TableName table,
      String column,
      Reason reason,
      Optional<String> value,
      Optional<String> key,
      Optional<Timestamp> at) {
    var row = key.map(k -> ", row " + k + (at.isPresent() ? "" : ",")).orElse("");
    return "Column \"%s\" of %s%s cannot be written%s: %s.\n  %s"
        .formatted(
            column,
            table,
            row + position(at),
            value.map(v -> " as it is \"" + v + "\"").orElse(""),
            reason.sentence,
            reason.remedy.formatted(table.toSql()));
  }
}
