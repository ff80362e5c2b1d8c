package dev.headgate.dataflow.plan;

import dev.headgate.dataflow.relation.Relation;
import dev.headgate.dataflow.relation.Table;
import dev.headgate.dataflow.row.AvroSchemas;
import java.util.HashSet;
import java.util.List;

/** What planning asks of the table, and of the columns that the relation shows. */
final class TableChecks {

  private static final int FIRST_MAJOR_WITH_GENERATED = 18;

  private TableChecks() {}

  /** Whether the item has a stream of changes; of any other one, no column is looked at. */
  static boolean isStreamable(Table table) {
    return table.kind() == Table.Kind.ORDINARY;
  }

  static void check(Relation relation, Table table, Server server, List<Problem> problems) {
    if (table.oid() != relation.oid()) {
      problems.add(Problems.otherTable(relation, table));
    } else if (!table.name().equals(relation.table())) {
      problems.add(Problems.renamedTable(relation, table));
    }
    if (!isStreamable(table)) {
      problems.add(Problems.notStreamable(relation, table));
      return;
    }
    checkNames(relation, problems);
    relation.columns().stream()
        .map(Relation.Column::source)
        .distinct()
        .forEach(source -> checkColumn(relation, table, source, server, problems));
    if (table.replicaIdentity() instanceof Table.ReplicaIdentity.None) {
      problems.add(Problems.noIdentity(table.name()));
    }
  }

  private static void checkNames(Relation relation, List<Problem> problems) {
    var seen = new HashSet<String>();
    relation.columns().stream()
        .map(Relation.Column::name)
        .filter(name -> !seen.add(name))
        .distinct()
        .forEach(name -> problems.add(Problems.duplicateColumn(relation, name)));
  }

  private static void checkColumn(
      Relation relation, Table table, String source, Server server, List<Problem> problems) {
    var found = table.column(source);
    if (found.isEmpty()) {
      problems.add(Problems.unknownColumn(relation, source));
      return;
    }
    var column = found.get();
    if (column.type().filter(AvroSchemas::supports).isEmpty()) {
      problems.add(Problems.unsupportedType(relation, column));
    }
    if (column.generated() && server.major() < FIRST_MAJOR_WITH_GENERATED) {
      problems.add(Problems.generatedColumn(relation, source, server));
    }
  }
}
