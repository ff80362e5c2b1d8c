package dev.headgate.dataflow.deadletter;

import dev.headgate.dataflow.row.ColumnText;

/** Lengths of text in UTF-8. */
final class Utf8 {

  private Utf8() {}

  /** The length of a column's text, 0 if there is none. */
  static long length(ColumnText column) {
    return column.text().map(text -> text.codePoints().mapToLong(Utf8::length).sum()).orElse(0L);
  }

  /** Its length within a JSON string. */
  static long escapedLength(String text) {
    return text.codePoints().mapToLong(Utf8::escapedLength).sum();
  }

  /** As many whole characters from the start as take at most {@code bytes} in a JSON string. */
  static String prefix(String text, long bytes) {
    long left = bytes;
    int end = 0;
    while (end < text.length()) {
      int character = text.codePointAt(end);
      left -= escapedLength(character);
      if (left < 0) {
        break;
      }
      end += Character.charCount(character);
    }
    return text.substring(0, end);
  }

  private static long escapedLength(int character) {
    if (character < ' ') {
      return 6;
    }
    return character == '"' || character == '\\' ? 2 : length(character);
  }

  private static long length(int character) {
    if (character < 0x80) {
      return 1;
    }
    if (character < 0x800) {
      return 2;
    }
    return character < 0x10000 ? 3 : 4;
  }
}
