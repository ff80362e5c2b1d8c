package dev.headgate.postgres.catalog;

import dev.headgate.dataflow.relation.Table.ReplicaIdentity;
import dev.headgate.dataflow.relation.TableName;
import java.util.TreeSet;

/**
 * Something that was changed under a sink, after which the stream may lack changes without saying
 * so.
 */
public sealed interface CarriedChange {

  /** One sentence for people. */
  String message();

  /** The table is gone. */
  record Dropped(TableName table, long oid) implements CarriedChange {
    @Override
    public String message() {
      return "table %s (OID %d) was dropped".formatted(table, oid);
    }
  }

  /** The table is gone, and another one has its name. */
  record Replaced(TableName table, long oid, long newOid) implements CarriedChange {
    @Override
    public String message() {
      return "table %s (OID %d) was replaced by another of that name (OID %d)"
          .formatted(table, oid, newOid);
    }
  }

  /** The table has another name or schema. */
  record Renamed(TableName table, long oid, TableName newName) implements CarriedChange {
    @Override
    public String message() {
      return "table %s (OID %d) was renamed to %s".formatted(table, oid, newName);
    }
  }

  /** The WAL tells something else of old rows: a dropped primary key, for example. */
  record IdentityChanged(TableName table, ReplicaIdentity expected, ReplicaIdentity found)
      implements CarriedChange {
    @Override
    public String message() {
      return "the replica identity of table %s changed from %s to %s"
          .formatted(table, words(expected), words(found));
    }

    private static String words(ReplicaIdentity identity) {
      return switch (identity) {
        case ReplicaIdentity.Key key -> "the key " + new TreeSet<>(key.columns());
        case ReplicaIdentity.Full full -> "FULL";
        case ReplicaIdentity.None none -> "nothing";
      };
    }
  }

  /** A column that the sink uses was dropped or renamed. */
  record ColumnGone(TableName table, String column) implements CarriedChange {
    @Override
    public String message() {
      return "column \"%s\" of table %s was dropped or renamed".formatted(column, table);
    }
  }

  /** A column that the sink uses has another type. */
  record ColumnRetyped(TableName table, String column, String expected, String found)
      implements CarriedChange {
    @Override
    public String message() {
      return "column \"%s\" of table %s changed from %s to %s"
          .formatted(column, table, expected, found);
    }
  }

  /** There is no such publication. */
  record PublicationGone(String publication) implements CarriedChange {
    @Override
    public String message() {
      return "publication %s was dropped".formatted(publication);
    }
  }

  /**
   * The publication leaves operations out.
   *
   * @param publishes the operations it still has, as in its option {@code publish}
   */
  record PublishesLess(String publication, String publishes) implements CarriedChange {
    @Override
    public String message() {
      return "publication %s publishes only \"%s\": it must be insert, update, delete, truncate"
          .formatted(publication, publishes);
    }
  }

  /** The table is no longer in the publication. */
  record NotPublished(TableName table, String publication) implements CarriedChange {
    @Override
    public String message() {
      return "table %s was taken out of publication %s".formatted(table, publication);
    }
  }

  /** The publication leaves out rows or columns of the table. */
  record Filtered(TableName table, String publication, boolean rows, boolean columns)
      implements CarriedChange {
    @Override
    public String message() {
      String what =
          rows && columns ? "row filter and a column list" : rows ? "row filter" : "column list";
      return "publication %s has a %s for table %s".formatted(publication, what, table);
    }
  }

  /** There is no such slot in this database. */
  record SlotGone(String slot) implements CarriedChange {
    @Override
    public String message() {
      return "replication slot %s was dropped".formatted(slot);
    }
  }

  /** The server has given the slot up. */
  record SlotLost(String slot, String reason) implements CarriedChange {
    @Override
    public String message() {
      return "replication slot %s was invalidated by the server (%s)".formatted(slot, reason);
    }
  }
}
