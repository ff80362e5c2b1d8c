package dev.headgate.dataflow.relation;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A named item of the upstream catalog as it was found at one moment: everything that planning asks
 * about it. It may be something that cannot be read, a view for example; planning says so.
 *
 * @param oid {@code pg_class.oid}, unsigned 32 bits
 * @param name its qualified name
 * @param kind what it is
 * @param columns its columns in order, dropped ones left out
 * @param replicaIdentity what the WAL tells of an old row
 * @param uniqueKeys the column sets that are proven unique and never null: the primary key first,
 *     then every valid, immediate, non-partial unique index over plain NOT NULL columns
 */
public record Table(
    long oid,
    TableName name,
    Kind kind,
    List<Column> columns,
    ReplicaIdentity replicaIdentity,
    List<Set<String>> uniqueKeys) {

  public Table {
    columns = List.copyOf(columns);
    uniqueKeys = List.copyOf(uniqueKeys);
  }

  /** What kind of catalog item was found. Only {@link #ORDINARY} can be streamed. */
  public enum Kind {
    ORDINARY("table"),
    PARTITIONED("partitioned table"),
    PARTITION("partition"),
    VIEW("view"),
    MATERIALIZED_VIEW("materialized view"),
    FOREIGN("foreign table"),
    SYSTEM_CATALOG("catalog object"),
    TEMPORARY("temporary table"),
    UNLOGGED("unlogged table"),
    OTHER("item that is not a table");

    private final String words;

    Kind(String words) {
      this.words = words;
    }

    /** For messages to people. */
    public String words() {
      return words;
    }
  }

  /**
   * One column.
   *
   * @param name as the catalog has it
   * @param sqlType as {@code format_type} prints it, for messages
   * @param type the type, or empty if it is not supported
   * @param nullable false only if the column is declared NOT NULL
   * @param generated whether it is a generated column, which logical replication does not carry
   *     before PostgreSQL 18
   * @param toastable whether an unchanged value may be left out of an UPDATE ({@code attstorage} is
   *     not plain, and the table is wide enough to have a TOAST table)
   */
  public record Column(
      String name,
      String sqlType,
      Optional<ColumnType> type,
      boolean nullable,
      boolean generated,
      boolean toastable) {}

  /** What the WAL tells of the old row at UPDATE and DELETE. */
  public sealed interface ReplicaIdentity {
    /** The columns of the primary key ({@code DEFAULT}) or of an index ({@code USING INDEX}). */
    record Key(Set<String> columns) implements ReplicaIdentity {}

    /** The whole old row ({@code FULL}). */
    record Full() implements ReplicaIdentity {}

    /**
     * Nothing: {@code NOTHING}, or {@code DEFAULT} without a primary key. UPDATE and DELETE fail
     * once it is published.
     */
    record None() implements ReplicaIdentity {}
  }

  public Optional<Column> column(String columnName) {
    return columns.stream().filter(c -> c.name().equals(columnName)).findFirst();
  }
}
