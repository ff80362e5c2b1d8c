package dev.headgate.dataflow.change;

import dev.headgate.dataflow.relation.TableName;
import java.util.List;

/**
 * A table's rows as the stream carries them (the Relation message of pgoutput).
 *
 * @param oid the table's OID, unsigned 32 bits
 * @param name its name at that point of the stream
 * @param replicaIdentity {@code d}, {@code i}, {@code f} or {@code n}, as {@code
 *     pg_class.relreplident}
 * @param columns in the order of {@link TextRow}
 */
public record TableShape(long oid, TableName name, char replicaIdentity, List<Column> columns) {

  public TableShape {
    columns = List.copyOf(columns);
  }

  /**
   * One column.
   *
   * @param name its name
   * @param identity whether it is part of the replica identity
   * @param typeOid {@code pg_type.oid}, unsigned 32 bits
   * @param typeModifier {@code atttypmod}
   */
  public record Column(String name, boolean identity, long typeOid, int typeModifier) {}
}
