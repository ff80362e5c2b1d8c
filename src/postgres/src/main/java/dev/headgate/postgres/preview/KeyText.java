package dev.headgate.postgres.preview;

import java.util.List;
import java.util.StringJoiner;

/** A key as text for people, {@code (id=17, region=eu)}. */
final class KeyText {

  private static final int MAX_VALUE_LENGTH = ComparisonQuery.KEY_CHARACTERS - 1;
  private static final int MAX_LENGTH = 256;

  private KeyText() {}

  /**
   * The text, cut off where it would be too long.
   *
   * @param names the key's columns
   * @param values as many, each perhaps null
   */
  static String of(List<String> names, String[] values) {
    var text = new StringJoiner(", ", "(", ")");
    for (int i = 0; i < values.length; i++) {
      text.add(
          names.get(i) + "=" + (values[i] == null ? "NULL" : cut(values[i], MAX_VALUE_LENGTH)));
    }
    return cut(text.toString(), MAX_LENGTH);
  }

  private static String cut(String text, int length) {
    if (text.length() <= length) {
      return text;
    }
    // Half a character could not be written as UTF-8.
    int end = Character.isHighSurrogate(text.charAt(length - 1)) ? length - 1 : length;
    return text.substring(0, end) + "…";
  }
}
