package dev.headgate.postgres.catalog;

import dev.headgate.dataflow.relation.Table;
import dev.headgate.dataflow.relation.Table.ReplicaIdentity;
import dev.headgate.dataflow.relation.TableName;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * A table as a sink that carries it expects it to be.
 *
 * @param oid its OID
 * @param name the name it was found under
 * @param identity what the WAL told of old rows
 * @param columns the columns that the sink uses, each with its type as {@code format_type} printed
 *     it
 */
public record CarriedTable(
    long oid, TableName name, ReplicaIdentity identity, Map<String, String> columns) {

  public CarriedTable {
    columns = Map.copyOf(columns);
  }

  /** The table as it is now, of which {@code used} columns are used. */
  public static CarriedTable of(Table table, Set<String> used) {
    var columns = new TreeMap<String, String>();
    for (var column : table.columns()) {
      if (used.contains(column.name())) {
        columns.put(column.name(), column.sqlType());
      }
    }
    return new CarriedTable(table.oid(), table.name(), table.replicaIdentity(), columns);
  }
}
