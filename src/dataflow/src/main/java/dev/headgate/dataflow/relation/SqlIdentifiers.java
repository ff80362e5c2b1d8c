package dev.headgate.dataflow.relation;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** SQL identifiers: quoting them, and taking a dotted name apart. */
public final class SqlIdentifiers {

  private static final Pattern PLAIN = Pattern.compile("[a-z_][a-z0-9_$]*");
  private static final Pattern PART =
      Pattern.compile("\\s*(?:\"((?:[^\"]|\"\")+)\"|([^\".\\s]+))\\s*(\\.|$)");

  private SqlIdentifiers() {}

  /** The identifier in double quotes, inner quotes doubled. */
  public static String quote(String identifier) {
    return "\"" + identifier.replace("\"", "\"\"") + "\"";
  }

  static String quoteIfNeeded(String identifier) {
    return PLAIN.matcher(identifier).matches() ? identifier : quote(identifier);
  }

  /** The identifiers of a dotted name; unquoted ones folded to lower case. */
  static List<String> split(String dotted) {
    var parts = new ArrayList<String>();
    var matcher = PART.matcher(dotted);
    int at = 0;
    boolean more = true;
    while (more) {
      if (!matcher.find(at) || matcher.start() != at) {
        throw new IllegalArgumentException(
            "\"%s\" is not a name: write schema.table, in double quotes where SQL needs them"
                .formatted(dotted));
      }
      parts.add(
          matcher.group(1) != null
              ? matcher.group(1).replace("\"\"", "\"")
              : matcher.group(2).toLowerCase(Locale.ROOT));
      more = matcher.group(3).equals(".");
      at = matcher.end();
    }
    return parts;
  }
}
