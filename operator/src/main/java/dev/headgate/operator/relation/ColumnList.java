package dev.headgate.operator.relation;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headgate.dataflow.relation.Relation.Column;
import dev.headgate.operator.status.Resolved;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Reads {@code spec.postgres.columns}, whose entries have two forms that a schema cannot tell. */
public final class ColumnList {

  /** Reason: an entry is neither a name nor {@code {name, column}}, or a name comes twice. */
  public static final String INVALID_COLUMNS = "InvalidColumns";

  private static final Set<String> MEMBERS = Set.of("name", "column");

  private final List<Column> columns = new ArrayList<>();
  private final Set<String> names = new HashSet<>();
  private final List<String> problems = new ArrayList<>();

  private ColumnList() {}

  /**
   * The columns in the list's order, or all that is wrong with it, one problem a line.
   *
   * @param list each a column's name, exactly as in the catalog, or an object {@code {name,
   *     column}}; {@code {name}} alone shows the column of that name
   */
  public static Resolved<List<Column>> parse(List<JsonNode> list) {
    var parsed = new ColumnList();
    for (int i = 0; i < list.size(); i++) {
      parsed.add("spec.postgres.columns[%d]".formatted(i), list.get(i));
    }
    return parsed.problems.isEmpty()
        ? Resolved.found(List.copyOf(parsed.columns))
        : Resolved.missing(INVALID_COLUMNS, String.join("\n", parsed.problems));
  }

  private void add(String at, JsonNode entry) {
    if (entry.isTextual()) {
      name(at, entry).map(Column::same).ifPresent(column -> add(at, column));
    } else if (entry.isObject()) {
      addObject(at, entry);
    } else {
      problem(at, "%s is not a column: write its name, or {name, column}".formatted(entry));
    }
  }

  private void addObject(String at, JsonNode entry) {
    if (entry.has("expression")) {
      problem(at, "expressions are not supported yet: show a plain column as {name, column}");
      return;
    }
    var unknown = new TreeSet<String>();
    entry.fieldNames().forEachRemaining(unknown::add);
    unknown.removeAll(MEMBERS);
    if (!unknown.isEmpty()) {
      problem(at, "unknown member %s: write {name, column}".formatted(String.join(", ", unknown)));
      return;
    }
    if (!entry.has("name")) {
      problem(at, "there is no name: write {name, column}");
      return;
    }
    var name = name(at + ".name", entry.get("name"));
    var source = entry.has("column") ? name(at + ".column", entry.get("column")) : name;
    name.flatMap(n -> source.map(s -> new Column(n, s))).ifPresent(column -> add(at, column));
  }

  private Optional<String> name(String at, JsonNode text) {
    if (!text.isTextual()) {
      problem(at, "%s is not a name: write that of a column, in quotes".formatted(text));
      return Optional.empty();
    }
    if (text.textValue().isBlank()) {
      problem(at, "the name is blank: write that of a column");
      return Optional.empty();
    }
    return Optional.of(text.textValue());
  }

  private void add(String at, Column column) {
    if (names.add(column.name())) {
      columns.add(column);
    } else {
      problem(
          at,
          "there is a column \"%s\" already: give this one a name of its own as {name, column}"
              .formatted(column.name()));
    }
  }

  private void problem(String at, String what) {
    problems.add(at + ": " + what);
  }
}
