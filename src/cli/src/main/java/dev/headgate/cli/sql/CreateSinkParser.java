package dev.headgate.cli.sql;

import dev.headgate.cli.sql.Statement.CreateSink;
import dev.headgate.cli.sql.Statement.Format;
import dev.headgate.cli.sql.Statement.Formats;
import dev.headgate.cli.sql.Statement.KeyClause;
import dev.headgate.cli.sql.Statement.SinkOption;
import dev.headgate.cli.sql.Statement.Value;
import dev.headgate.cli.sql.Token.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The clauses of {@code CREATE SINK}, with those that no Sink can have, so that they can be named.
 */
final class CreateSinkParser {

  /** Options of a Kafka sink in Materialize; a longer one stands before one that it begins with. */
  private static final List<String> KAFKA_OPTIONS =
      List.of(
          "TOPIC PARTITION COUNT",
          "TOPIC REPLICATION FACTOR",
          "TOPIC METADATA REFRESH INTERVAL",
          "TOPIC CONFIG",
          "TOPIC",
          "COMPRESSION TYPE",
          "TRANSACTIONAL ID PREFIX",
          "PROGRESS GROUP ID PREFIX",
          "PARTITION BY",
          "LEGACY IDS");

  private static final List<String> WITH_OPTIONS =
      List.of("SNAPSHOT", "COMMIT INTERVAL", "VERSION");

  private final Cursor cursor;

  CreateSinkParser(Cursor cursor) {
    this.cursor = cursor;
  }

  /** What follows {@code CREATE SINK}. */
  CreateSink rest() {
    boolean ifNotExists = cursor.took("IF NOT EXISTS");
    var name = cursor.name("the name of the sink");
    var cluster = cluster();
    cursor.expect("FROM");
    var from = cursor.name("the name of a relation");
    cursor.expect("INTO");
    cursor.expect("KAFKA CONNECTION");
    var connection = cursor.name("the name of a connection");
    var options = cursor.peek().isSymbol("(") ? options(KAFKA_OPTIONS) : List.<SinkOption>of();
    var key = key();
    var headers =
        cursor.took("HEADERS")
            ? Optional.of(cursor.identifier("a column"))
            : Optional.<String>empty();
    var formats = formats();
    cursor.expect("ENVELOPE");
    var envelope = cursor.oneOf("UPSERT", "DEBEZIUM");
    var with = cursor.took("WITH") ? options(WITH_OPTIONS) : List.<SinkOption>of();
    return new CreateSink(
        name,
        ifNotExists,
        cluster,
        from,
        connection,
        options,
        key,
        headers,
        formats,
        envelope,
        with);
  }

  private Optional<SqlName> cluster() {
    return cursor.took("IN CLUSTER")
        ? Optional.of(SqlName.of(cursor.identifier("the name of a cluster")))
        : Optional.empty();
  }

  private Optional<KeyClause> key() {
    if (cursor.sees("KEY FORMAT") || !cursor.took("KEY")) {
      return Optional.empty();
    }
    var columns = new ArrayList<String>();
    cursor.expectSymbol("(");
    do {
      columns.add(cursor.identifier("a column"));
    } while (cursor.tookSymbol(","));
    cursor.expectSymbol(")");
    return Optional.of(new KeyClause(columns, cursor.took("NOT ENFORCED")));
  }

  private Formats formats() {
    if (cursor.took("KEY FORMAT")) {
      var key = format();
      cursor.expect("VALUE FORMAT");
      return new Formats.Each(key, format());
    }
    if (!cursor.took("FORMAT")) {
      throw cursor.expected("FORMAT, or KEY FORMAT and VALUE FORMAT,");
    }
    return new Formats.Both(format());
  }

  private Format format() {
    var word = cursor.oneOf("AVRO", "JSON", "TEXT", "BYTES");
    if (!word.equals("AVRO")) {
      return new Format.Other(word);
    }
    cursor.expect("USING");
    cursor.expect("CONFLUENT SCHEMA REGISTRY CONNECTION");
    var registry = cursor.name("the name of a connection");
    return new Format.Avro(registry, cursor.peek().isSymbol("(") ? avroOptions() : List.of());
  }

  /** Only their names: none can be done. */
  private List<String> avroOptions() {
    var names = new ArrayList<String>();
    cursor.expectSymbol("(");
    do {
      var name = new StringBuilder();
      while (cursor.peek().kind() == Kind.WORD && !cursor.peekNext().isSymbol(".")) {
        name.append(name.isEmpty() ? "" : " ")
            .append(cursor.take().text().toUpperCase(Locale.ROOT));
      }
      if (name.isEmpty()) {
        throw cursor.expected("the name of an option");
      }
      names.add(name.toString());
      passValue();
    } while (cursor.tookSymbol(","));
    cursor.expectSymbol(")");
    return names;
  }

  private List<SinkOption> options(List<String> known) {
    var options = new ArrayList<SinkOption>();
    cursor.expectSymbol("(");
    do {
      var token = cursor.peek();
      var option = option(known);
      if (options.stream().anyMatch(o -> o.name().equals(option.name()))) {
        throw cursor.problemAt(token, "%s is set twice: leave one out".formatted(option.name()));
      }
      options.add(option);
    } while (cursor.tookSymbol(","));
    cursor.expectSymbol(")");
    return options;
  }

  private SinkOption option(List<String> known) {
    var name = cursor.oneOf(known.toArray(String[]::new));
    if (name.equals("PARTITION BY")) {
      passValue();
      return new SinkOption(name, new Value.None());
    }
    boolean equals = cursor.tookSymbol("=");
    if (!equals && (cursor.peek().isSymbol(",") || cursor.peek().isSymbol(")"))) {
      return new SinkOption(name, new Value.None());
    }
    return new SinkOption(name, value());
  }

  private Value value() {
    if (cursor.took("MAP")) {
      return pairs();
    }
    return switch (cursor.peek().kind()) {
      case STRING, NUMBER -> new Value.Text(cursor.take().text());
      case WORD -> new Value.Text(cursor.take().text().toLowerCase(Locale.ROOT));
      case QUOTED_NAME, SYMBOL, END -> throw cursor.expected("a value");
    };
  }

  private Value pairs() {
    var pairs = new LinkedHashMap<String, String>();
    cursor.expectSymbol("[");
    while (!cursor.tookSymbol("]")) {
      if (!pairs.isEmpty()) {
        cursor.expectSymbol(",");
      }
      var key = cursor.string("the name of a setting");
      cursor.expectSymbol("=>");
      pairs.put(key, cursor.string("a value"));
    }
    return new Value.Pairs(pairs);
  }

  /** Goes to the comma or parenthesis that ends a value. */
  private void passValue() {
    int depth = 0;
    while (!cursor.isAtEnd()) {
      var token = cursor.peek();
      if (depth == 0 && (token.isSymbol(",") || token.isSymbol(")"))) {
        return;
      }
      if (token.isSymbol("(") || token.isSymbol("[")) {
        depth++;
      } else if (token.isSymbol(")") || token.isSymbol("]")) {
        depth--;
      }
      cursor.take();
    }
  }
}
