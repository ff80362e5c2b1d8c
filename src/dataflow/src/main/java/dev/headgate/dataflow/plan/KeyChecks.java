package dev.headgate.dataflow.plan;

import dev.headgate.dataflow.relation.Relation;
import dev.headgate.dataflow.relation.Table;
import dev.headgate.dataflow.relation.Table.ReplicaIdentity;
import dev.headgate.dataflow.sink.Definition;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What planning asks of the message key. */
final class KeyChecks {

  private KeyChecks() {}

  /**
   * Checks the key.
   *
   * @param table the relation's table, if there is one that can be streamed
   */
  static void check(Definition definition, Optional<Table> table, List<Problem> problems) {
    var relation = definition.relation();
    var key = definition.spec().key();
    if (key.isEmpty()) {
      problems.add(Problems.emptyKey(relation));
      return;
    }
    var seen = new HashSet<String>();
    key.stream()
        .filter(name -> !seen.add(name))
        .distinct()
        .forEach(name -> problems.add(Problems.duplicateKeyColumn(name)));
    seen.clear();
    var missing =
        key.stream().filter(name -> source(relation, name).isEmpty()).filter(seen::add).toList();
    missing.forEach(name -> problems.add(Problems.unknownKeyColumn(relation, name)));
    if (missing.isEmpty() && table.isPresent()) {
      checkAgainst(table.get(), relation, key, problems);
    }
  }

  private static void checkAgainst(
      Table table, Relation relation, List<String> key, List<Problem> problems) {
    var sources = new LinkedHashSet<String>();
    for (String name : key) {
      String source = source(relation, name).orElseThrow();
      if (sources.add(source) && table.column(source).filter(Table.Column::nullable).isPresent()) {
        problems.add(Problems.nullableKeyColumn(relation, name, source));
      }
    }
    if (table.uniqueKeys().stream().noneMatch(sources::containsAll)) {
      problems.add(Problems.keyNotUnique(relation, List.copyOf(sources), table.uniqueKeys()));
    }
    if (table.replicaIdentity() instanceof ReplicaIdentity.Key identity) {
      checkIdentity(table, sources, identity.columns(), problems);
    }
  }

  private static void checkIdentity(
      Table table, Set<String> sources, Set<String> identity, List<Problem> problems) {
    var outside = sources.stream().filter(source -> !identity.contains(source)).toList();
    if (!outside.isEmpty()) {
      problems.add(Problems.keyOutsideIdentity(table.name(), outside, identity));
    }
  }

  private static Optional<String> source(Relation relation, String name) {
    return relation.columns().stream()
        .filter(column -> column.name().equals(name))
        .map(Relation.Column::source)
        .findFirst();
  }
}
