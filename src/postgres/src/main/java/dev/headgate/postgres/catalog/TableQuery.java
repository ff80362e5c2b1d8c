package dev.headgate.postgres.catalog;

import dev.headgate.dataflow.relation.ColumnType;
import dev.headgate.dataflow.relation.Table;
import dev.headgate.dataflow.relation.Table.ReplicaIdentity;
import dev.headgate.dataflow.relation.TableName;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Everything that {@link Table} says, in one statement and so in one state of the catalog: one row
 * a column, or one row for an item without columns.
 */
final class TableQuery {

  /**
   * Ends where the condition on {@code c} (pg_class) and {@code n} (pg_namespace) follows, then
   * {@link #ORDER}.
   *
   * <p>A key counts if it holds at every moment: its index is valid, not deferrable, over all rows
   * and over plain columns, none of them NULL. PostgreSQL 18 sets {@code attnotnull} for NOT VALID
   * constraints too.
   */
  static final String SELECT =
      """
      WITH unique_index AS (
        SELECT i.indrelid, i.indexrelid, i.indisprimary, i.indisreplident,
               (i.indkey::int2[])[0:i.indnkeyatts - 1] AS attnums
        FROM pg_catalog.pg_index i
        WHERE i.indisunique AND i.indisvalid AND i.indimmediate
          AND i.indpred IS NULL AND i.indexprs IS NULL
      ), attribute AS (
        SELECT a.*, a.attnotnull AND NOT EXISTS (
                 SELECT FROM pg_catalog.pg_constraint x
                 WHERE x.conrelid = a.attrelid AND x.contype = 'n' AND NOT x.convalidated
                   AND x.conkey = ARRAY[a.attnum]
               ) AS is_not_null
        FROM pg_catalog.pg_attribute a
        WHERE a.attnum > 0 AND NOT a.attisdropped
      )
      SELECT c.oid, n.nspname, c.relname, c.relkind, c.relpersistence, c.relispartition,
             c.relreplident, a.attname, a.atttypid, a.atttypmod, a.is_not_null,
             pg_catalog.format_type(a.atttypid, a.atttypmod) AS sql_type,
             a.attgenerated <> '' AS is_generated,
             a.attstorage <> 'p' AND c.reltoastrelid <> 0 AS is_toastable,
             EXISTS (
               SELECT FROM unique_index i
               WHERE i.indrelid = c.oid AND a.attnum = ANY (i.attnums)
                 AND CASE c.relreplident WHEN 'd' THEN i.indisprimary
                                         WHEN 'i' THEN i.indisreplident END
             ) AS in_identity,
             ARRAY(
               SELECT CASE WHEN i.indisprimary THEN 0 ELSE i.indexrelid::bigint END
               FROM unique_index i
               WHERE i.indrelid = c.oid AND a.attnum = ANY (i.attnums)
                 AND NOT EXISTS (
                   SELECT FROM attribute k
                   WHERE k.attrelid = c.oid AND k.attnum = ANY (i.attnums) AND NOT k.is_not_null)
             ) AS in_keys
      FROM pg_catalog.pg_class c
      JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      LEFT JOIN attribute a ON a.attrelid = c.oid
      WHERE
      """;

  static final String ORDER = " ORDER BY c.oid, a.attnum";

  /** OIDs below are the server's own (FirstNormalObjectId in access/transam.h). */
  private static final long FIRST_NORMAL_OID = 16384;

  private static final Set<String> SYSTEM_SCHEMAS =
      Set.of("pg_catalog", "information_schema", "pg_toast");

  private TableQuery() {}

  /** Reads all rows into tables, by OID. */
  static Map<Long, Table> read(ResultSet rows) throws SQLException {
    var tables = new LinkedHashMap<Long, Table>();
    boolean more = rows.next();
    while (more) {
      long oid = rows.getLong("oid");
      var name = new TableName(rows.getString("nspname"), rows.getString("relname"));
      var kind = kind(oid, name, rows);
      String identity = rows.getString("relreplident");
      var columns = new ArrayList<Table.Column>();
      var identityColumns = new LinkedHashSet<String>();
      var keys = new TreeMap<Long, Set<String>>();
      do {
        if (rows.getString("attname") != null) {
          addColumn(rows, columns, identityColumns, keys);
        }
        more = rows.next();
      } while (more && rows.getLong("oid") == oid);
      tables.put(
          oid,
          new Table(
              oid,
              name,
              kind,
              columns,
              identity(identity, identityColumns),
              List.copyOf(keys.values())));
    }
    return tables;
  }

  private static void addColumn(
      ResultSet rows,
      List<Table.Column> columns,
      Set<String> identityColumns,
      Map<Long, Set<String>> keys)
      throws SQLException {
    String name = rows.getString("attname");
    columns.add(
        new Table.Column(
            name,
            rows.getString("sql_type"),
            ColumnType.ofCatalog(rows.getLong("atttypid"), rows.getInt("atttypmod")),
            !rows.getBoolean("is_not_null"),
            rows.getBoolean("is_generated"),
            rows.getBoolean("is_toastable")));
    if (rows.getBoolean("in_identity")) {
      identityColumns.add(name);
    }
    // The primary key is numbered 0, so it comes first.
    for (Long key : (Long[]) rows.getArray("in_keys").getArray()) {
      keys.computeIfAbsent(key, k -> new LinkedHashSet<>()).add(name);
    }
  }

  private static Table.Kind kind(long oid, TableName name, ResultSet row) throws SQLException {
    if (oid < FIRST_NORMAL_OID || SYSTEM_SCHEMAS.contains(name.schema())) {
      return Table.Kind.SYSTEM_CATALOG;
    }
    if (row.getString("relpersistence").equals("t")) {
      return Table.Kind.TEMPORARY;
    }
    return switch (row.getString("relkind")) {
      case "r" -> {
        if (row.getString("relpersistence").equals("u")) {
          yield Table.Kind.UNLOGGED;
        }
        yield row.getBoolean("relispartition") ? Table.Kind.PARTITION : Table.Kind.ORDINARY;
      }
      case "p" -> Table.Kind.PARTITIONED;
      case "v" -> Table.Kind.VIEW;
      case "m" -> Table.Kind.MATERIALIZED_VIEW;
      case "f" -> Table.Kind.FOREIGN;
      default -> Table.Kind.OTHER;
    };
  }

  private static ReplicaIdentity identity(String relreplident, Set<String> columns) {
    if (relreplident.equals("f")) {
      return new ReplicaIdentity.Full();
    }
    return columns.isEmpty()
        ? new ReplicaIdentity.None()
        : new ReplicaIdentity.Key(Set.copyOf(columns));
  }
}
