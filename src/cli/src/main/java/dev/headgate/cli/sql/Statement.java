package dev.headgate.cli.sql;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What can be asked for in SQL. */
public sealed interface Statement {

  /**
   * {@code CREATE SINK}, with every clause that Materialize has, whether it can be done or not.
   *
   * @param ifNotExists whether one that exists is left alone without an error
   * @param cluster of {@code IN CLUSTER}
   * @param from the relation
   * @param connection to Kafka
   * @param options of that connection
   * @param headers of {@code HEADERS}
   * @param envelope its word
   * @param with options of {@code WITH}
   */
  record CreateSink(
      SqlName name,
      boolean ifNotExists,
      Optional<SqlName> cluster,
      SqlName from,
      SqlName connection,
      List<SinkOption> options,
      Optional<KeyClause> key,
      Optional<String> headers,
      Formats formats,
      String envelope,
      List<SinkOption> with)
      implements Statement {}

  /** {@code ALTER SINK ... SET FROM}. */
  record AlterSink(SqlName name, boolean ifExists, SqlName from) implements Statement {}

  /** {@code DROP SINK}. */
  record DropSink(List<SqlName> names, boolean ifExists) implements Statement {}

  /**
   * {@code SHOW SINKS}.
   *
   * @param schema of {@code FROM}
   * @param like pattern that the name must match
   */
  record ShowSinks(Optional<SqlName> schema, Optional<String> like) implements Statement {}

  /** {@code SHOW CREATE SINK}. */
  record ShowCreateSink(SqlName name) implements Statement {}

  /**
   * {@code SELECT ... FROM mz_internal.mz_sink_statuses}.
   *
   * @param columns in order; empty: all
   * @param where what each row must be, all of it
   */
  record SelectStatuses(List<String> columns, List<Equals> where) implements Statement {}

  /** A column that must have a value. */
  record Equals(String column, String value) {}

  /** {@code KEY}. */
  record KeyClause(List<String> columns, boolean notEnforced) {}

  /**
   * An option in parentheses.
   *
   * @param name its words in upper case
   * @param value what follows
   */
  record SinkOption(String name, Value value) {}

  /** What an option is set to. */
  sealed interface Value {

    /** Nothing follows its name. */
    record None() implements Value {}

    /** A string, a number or a word. */
    record Text(String text) implements Value {}

    /** {@code MAP['key' => 'value']}, in the order written. */
    record Pairs(Map<String, String> pairs) implements Value {
      public Pairs {
        pairs = Collections.unmodifiableMap(new LinkedHashMap<>(pairs));
      }
    }
  }

  /** {@code FORMAT}, or {@code KEY FORMAT} and {@code VALUE FORMAT}. */
  sealed interface Formats {

    /** One for both. */
    record Both(Format format) implements Formats {}

    /** One each. */
    record Each(Format key, Format value) implements Formats {}
  }

  /** A format. */
  sealed interface Format {

    /**
     * Avro.
     *
     * @param registry the connection
     * @param options names of options in parentheses after it
     */
    record Avro(SqlName registry, List<String> options) implements Format {}

    /** Another one: {@code JSON}, {@code TEXT}, {@code BYTES}. */
    record Other(String name) implements Format {}
  }
}
