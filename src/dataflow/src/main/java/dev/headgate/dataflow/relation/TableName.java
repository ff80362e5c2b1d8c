package dev.headgate.dataflow.relation;

/**
 * A table's qualified name, unquoted: the names as {@code pg_class} and {@code pg_namespace} hold
 * them.
 *
 * @param schema for example {@code public}
 * @param name for example {@code orders}
 */
public record TableName(String schema, String name) {

  /**
   * Reads {@code schema.name}, or {@code name} for a table in schema {@code public}. Parts may be
   * double-quoted as in SQL; unquoted parts are folded to lower case, as PostgreSQL does.
   *
   * @throws IllegalArgumentException if the text is not one or two identifiers; the message says
   *     what to write
   */
  public static TableName parse(String text) {
    var parts = SqlIdentifiers.split(text);
    return switch (parts.size()) {
      case 1 -> new TableName("public", parts.get(0));
      case 2 -> new TableName(parts.get(0), parts.get(1));
      default ->
          throw new IllegalArgumentException(
              "\"%s\" is not a table name: write schema.table".formatted(text));
    };
  }

  /** The name as SQL takes it, each part double-quoted. */
  public String toSql() {
    return SqlIdentifiers.quote(schema) + "." + SqlIdentifiers.quote(name);
  }

  /** {@code schema.name}, with quotes only where {@link #parse} needs them. */
  @Override
  public String toString() {
    return SqlIdentifiers.quoteIfNeeded(schema) + "." + SqlIdentifiers.quoteIfNeeded(name);
  }
}
