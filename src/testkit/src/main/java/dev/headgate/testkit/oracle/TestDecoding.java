package dev.headgate.testkit.oracle;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Reads a line of PostgreSQL's {@code test_decoding}, for example {@code table public.t: UPDATE:
 * old-key: k[bigint]:1 new-tuple: k[bigint]:2 note[text]:'it''s'}.
 *
 * <p>Values come as Java's: whole numbers as {@code Long}, {@code numeric} as {@code BigDecimal}
 * without trailing zeros, timestamps with and without time zone as {@code Instant} (UTC), dates and
 * times of day as Java's, {@code bytea} and what is not known as text. {@link ConfluentAvro} gives
 * the same for the same value.
 */
final class TestDecoding {

  private static final DateTimeFormatter TIMESTAMP =
      new DateTimeFormatterBuilder()
          .append(DateTimeFormatter.ISO_LOCAL_DATE)
          .appendLiteral(' ')
          .append(DateTimeFormatter.ISO_LOCAL_TIME)
          .toFormatter(Locale.ROOT);

  private static final DateTimeFormatter TIMESTAMP_WITH_ZONE =
      new DateTimeFormatterBuilder()
          .append(TIMESTAMP)
          .appendOffset("+HH", "+00")
          .toFormatter(Locale.ROOT);

  private final String line;
  private int at;

  private TestDecoding(String line) {
    this.line = line;
  }

  /**
   * The change that a line tells.
   *
   * @throws IllegalArgumentException if it tells something else
   */
  static History.Change change(String line) {
    return new TestDecoding(line).change();
  }

  private History.Change change() {
    expect("table ");
    String table = name() + (take(".") ? "." + name() : "");
    expect(": ");
    if (take("INSERT: ")) {
      return new History.Change(table, Optional.empty(), Optional.of(tuple()));
    }
    if (take("DELETE: ")) {
      return new History.Change(table, Optional.of(tuple()), Optional.empty());
    }
    expect("UPDATE: ");
    if (take("old-key: ")) {
      var old = tuple();
      expect("new-tuple: ");
      return new History.Change(table, Optional.of(old), Optional.of(tuple()));
    }
    return new History.Change(table, Optional.empty(), Optional.of(tuple()));
  }

  private Map<String, Object> tuple() {
    var values = new LinkedHashMap<String, Object>();
    while (at < line.length() && !line.startsWith("new-tuple:", at)) {
      String column = name();
      expect("[");
      int typeEnd = line.indexOf("]:", at);
      String type = line.substring(at, typeEnd);
      at = typeEnd + 2;
      values.put(column, value(type));
      take(" ");
    }
    return values;
  }

  private String name() {
    if (take("\"")) {
      return quoted('"');
    }
    int start = at;
    while (line.charAt(at) == '_' || Character.isLetterOrDigit(line.charAt(at))) {
      at++;
    }
    return line.substring(start, at);
  }

  private Object value(String type) {
    if (take("'")) {
      return parsed(type, quoted('\''));
    }
    int start = at;
    int space = line.indexOf(' ', at);
    at = space < 0 ? line.length() : space;
    String text = line.substring(start, at);
    if (text.equals("unchanged-toast-datum")) {
      throw new IllegalArgumentException("the line leaves a value out: " + line);
    }
    return text.equals("null") ? null : parsed(type, text);
  }

  private String quoted(char quote) {
    var text = new StringBuilder();
    while (true) {
      int end = line.indexOf(quote, at);
      text.append(line, at, end);
      at = end + 1;
      if (at == line.length() || line.charAt(at) != quote) {
        return text.toString();
      }
      text.append(quote);
      at++;
    }
  }

  private static Object parsed(String type, String text) {
    if (text.equals("infinity")) {
      return text; // no sink writes it: it stands still there, or leaves the row out
    }
    return switch (type) {
      case "smallint", "integer", "bigint" -> Long.valueOf(text);
      case "boolean" -> Boolean.valueOf(text);
      case "real" -> Float.valueOf(text);
      case "double precision" -> Double.valueOf(text);
      case "numeric" -> new BigDecimal(text).stripTrailingZeros();
      case "timestamp with time zone" ->
          OffsetDateTime.parse(text, TIMESTAMP_WITH_ZONE).toInstant();
      case "timestamp without time zone" ->
          LocalDateTime.parse(text, TIMESTAMP).toInstant(ZoneOffset.UTC);
      case "date" -> LocalDate.parse(text);
      case "time without time zone" -> LocalTime.parse(text);
      default -> text;
    };
  }

  private void expect(String word) {
    if (!take(word)) {
      throw new IllegalArgumentException(
          "expected \"%s\" at position %d of: %s".formatted(word, at, line));
    }
  }

  private boolean take(String word) {
    boolean there = line.startsWith(word, at);
    if (there) {
      at += word.length();
    }
    return there;
  }
}
