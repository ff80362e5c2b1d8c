package dev.headgate.dataflow.row;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/** Avro field names for column names, by Materialize's rule. */
final class AvroNames {

  private AvroNames() {}

  /**
   * One valid and unique field name for each column name. A name that another column already took
   * gets the first free suffix of 1, 2, and so on.
   */
  static List<String> of(List<String> columns) {
    var taken = new HashSet<String>();
    var names = new ArrayList<String>();
    for (String column : columns) {
      String valid = valid(column);
      String name = valid;
      for (int suffix = 1; !taken.add(name); suffix++) {
        name = valid + suffix;
      }
      names.add(name);
    }
    return names;
  }

  /**
   * Every character that is not an ASCII letter or digit becomes an underscore; a leading digit is
   * kept behind one.
   */
  private static String valid(String column) {
    var name = new StringBuilder(column.length() + 1);
    column
        .codePoints()
        .forEach(
            c -> {
              if (isDigit(c) && name.isEmpty()) {
                name.append('_');
              }
              name.append(isLetter(c) || isDigit(c) ? (char) c : '_');
            });
    return name.toString();
  }

  private static boolean isLetter(int c) {
    return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
  }

  private static boolean isDigit(int c) {
    return c >= '0' && c <= '9';
  }
}
