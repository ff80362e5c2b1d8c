package dev.headgate.postgres.snapshot;

import dev.headgate.dataflow.change.TextRow;
import dev.headgate.postgres.SourceException;
import dev.headgate.postgres.SourceProblem;

/**
 * Takes a line of {@code COPY ... TO STDOUT} in text format apart (PostgreSQL documentation, COPY,
 * "Text Format"). The server sends one line a message. Escapes are resolved in place, so the
 * message is changed; nothing is allocated. Not thread-safe.
 */
final class CopyRowDecoder {

  private final int columns;
  private final TextRow row = new TextRow();
  private byte[] line;
  private int end;
  private int at;

  /**
   * @param columns how many columns every row has
   */
  CopyRowDecoder(int columns) {
    this.columns = columns;
  }

  /** The row of that line, valid until the next call. */
  TextRow decode(byte[] line) throws SourceException {
    this.line = line;
    end = line.length - 1;
    at = 0;
    if (end < 0 || line[end] != '\n') {
      throw malformed("it does not end with a line feed");
    }
    row.reset(line);
    field();
    while (at < end) {
      at++; // the tab behind the last field
      field();
    }
    if (row.size() != columns) {
      throw malformed("it has %d columns, not %d".formatted(row.size(), columns));
    }
    return row;
  }

  /** Adds the next field and stops at the tab behind it, or at the end. */
  private void field() throws SourceException {
    if (isNull()) {
      row.add(0, TextRow.NULL);
      at += 2;
      return;
    }
    int start = at;
    int to = at;
    while (at < end && line[at] != '\t') {
      byte b = line[at++];
      line[to++] = b == '\\' ? escaped() : b;
    }
    row.add(start, to - start);
  }

  private boolean isNull() {
    return at + 2 <= end
        && line[at] == '\\'
        && line[at + 1] == 'N'
        && (at + 2 == end || line[at + 2] == '\t');
  }

  /** These and no others are written (CopyAttributeOutText). */
  private byte escaped() throws SourceException {
    if (at == end) {
      throw malformed("it ends with a backslash");
    }
    byte b = line[at++];
    return switch (b) {
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'v' -> 0x0B;
      case '\\' -> '\\';
      default -> throw malformed("it has an unknown escape at byte %d".formatted(at - 1));
    };
  }

  private static SourceException malformed(String reason) {
    return new SourceException(new SourceProblem.MalformedRow(reason));
  }
}
