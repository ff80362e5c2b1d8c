package dev.headgate.cli.sql;

/** A text that is no statement; the message shows where and says what was expected. */
public final class SqlSyntaxException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private SqlSyntaxException(String message) {
    super(message);
  }

  /**
   * An error at a place of a text.
   *
   * @param at from 0
   */
  static SqlSyntaxException at(String sql, int at, String problem) {
    int start = sql.lastIndexOf('\n', at - 1) + 1;
    int end = sql.indexOf('\n', at);
    var line = sql.substring(start, end < 0 ? sql.length() : end);
    long number = sql.substring(0, start).chars().filter(c -> c == '\n').count() + 1;
    return new SqlSyntaxException(
        "line %d, column %d: %s\n  %s\n  %s^"
            .formatted(number, at - start + 1, problem, line, " ".repeat(at - start)));
  }
}
