package dev.headgate.cli.sql;

import dev.headgate.cli.change.Refusal;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The name of an item, perhaps with a schema, and which resource it names.
 *
 * <p>The resource has the name's letters with {@code -} for {@code _}; a schema is a namespace.
 * That is the whole rule, and it can be turned round: each resource has exactly one name in SQL,
 * and each name that is accepted has exactly one resource. What could not be turned round is
 * refused: upper case letters (only quoted ones are; SQL folds the others), and {@code -}, which
 * would name the same resource as {@code _}.
 *
 * @param schema empty: the namespace of the session
 * @param name after case folding, without quotes
 */
public record SqlName(Optional<String> schema, String name) {

  /** RFC 1123 subdomains, as Kubernetes wants them, with _ for -. */
  private static final Pattern NAME =
      Pattern.compile("[a-z0-9]([a-z0-9_]*[a-z0-9])?(\\.[a-z0-9]([a-z0-9_]*[a-z0-9])?)*");

  private static final Pattern BARE = Pattern.compile("[a-z_][a-z0-9_]*");

  /** Words that PostgreSQL reserves, too: as names they must be quoted. */
  private static final Set<String> RESERVED =
      Set.of(
          "all", "and", "any", "as", "create", "false", "from", "group", "in", "into", "limit",
          "not", "null", "on", "or", "order", "select", "table", "to", "true", "union", "user",
          "using", "where", "with");

  static SqlName of(String name) {
    return new SqlName(Optional.empty(), name);
  }

  /**
   * The resource of that name.
   *
   * @throws Refusal if there can be none
   */
  public String resource() {
    return resource(name);
  }

  /** The namespace of the schema. */
  public Optional<String> namespace() {
    return schema.map(SqlName::resource);
  }

  private static String resource(String name) {
    if (NAME.matcher(name).matches()) {
      return name.replace('_', '-');
    }
    throw new Refusal(
        "The name \"%s\" cannot be one of a resource: %s.".formatted(name, why(name)));
  }

  private static String why(String name) {
    if (name.indexOf('-') >= 0) {
      return "write _ where the resource has -, as in %s".formatted(name.replace('-', '_'));
    }
    if (!name.equals(name.toLowerCase(Locale.ROOT))) {
      return "resources have no upper case letters, and without them it would be another name";
    }
    return "it may have a-z, 0-9 and _, with a letter or digit first and last";
  }

  /** Whether a word that is not quoted cannot be a name. */
  static boolean isReserved(String word) {
    return RESERVED.contains(word);
  }

  /** How a resource is called in SQL, as it stands in a statement. */
  public static String sqlOf(String resource) {
    return quoted(resource.replace('-', '_'));
  }

  /** A name as it stands in a statement: quoted where it must be. */
  static String quoted(String name) {
    return BARE.matcher(name).matches() && !isReserved(name)
        ? name
        : "\"" + name.replace("\"", "\"\"") + "\"";
  }

  /** The names of a list, as they stand in a statement. */
  static String quoted(List<String> names) {
    return String.join(", ", names.stream().map(SqlName::quoted).toList());
  }
}
