package dev.headgate.postgres.catalog;

import dev.headgate.dataflow.relation.Table;
import dev.headgate.dataflow.relation.TableName;
import dev.headgate.dataflow.time.Domain;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;

/**
 * Looks things up in the catalog of one database, as it is at the moment of each call. Any role may
 * do so. Not thread-safe, as the session under it.
 */
public final class Catalog {

  private final Connection session;

  /**
   * @param session a session of the database, which stays the caller's to close
   */
  public Catalog(Connection session) {
    this.session = session;
  }

  /** The table, view or other item of that name. */
  public Optional<Table> table(TableName name) throws SQLException {
    var sql = TableQuery.SELECT + "n.nspname = ? AND c.relname = ?" + TableQuery.ORDER;
    try (var statement = session.prepareStatement(sql)) {
      statement.setString(1, name.schema());
      statement.setString(2, name.name());
      try (var rows = statement.executeQuery()) {
        return TableQuery.read(rows).values().stream().findFirst();
      }
    }
  }

  /** Those of the tables that exist, by OID, in one look. */
  public Map<Long, Table> tables(Collection<Long> oids) throws SQLException {
    var sql = TableQuery.SELECT + "c.oid = ANY (?)" + TableQuery.ORDER;
    try (var statement = session.prepareStatement(sql)) {
      statement.setArray(1, session.createArrayOf("bigint", oids.toArray()));
      try (var rows = statement.executeQuery()) {
        return TableQuery.read(rows);
      }
    }
  }

  /** Whether the session's role owns the table, which it must to publish it. */
  public boolean owns(long table) throws SQLException {
    var sql =
        """
        SELECT pg_has_role(relowner, 'USAGE') FROM pg_catalog.pg_class WHERE oid = ?::bigint\
        """;
    try (var statement = session.prepareStatement(sql)) {
      statement.setLong(1, table);
      try (var rows = statement.executeQuery()) {
        return rows.next() && rows.getBoolean(1);
      }
    }
  }

  /** What the server can do, and what this session's role may. */
  public Server server() throws SQLException {
    try (var statement = session.createStatement();
        var row = statement.executeQuery(Server.QUERY)) {
      row.next();
      return new Server(
          row.getInt("version_num"),
          row.getString("wal_level"),
          row.getInt("max_slots"),
          row.getInt("max_slots") - row.getInt("slots"),
          row.getInt("max_senders"),
          row.getInt("max_senders") - row.getInt("senders"),
          row.getBoolean("in_recovery"),
          row.getString("role"),
          row.getBoolean("may_replicate"),
          row.getBoolean("may_create"));
    }
  }

  /**
   * What makes this database's timestamps comparable.
   *
   * @throws SQLException with state 42501 where {@code pg_control_system()} was taken away from the
   *     role; a replication session can still tell ({@code IDENTIFY_SYSTEM})
   */
  public Domain domain() throws SQLException {
    var sql =
        """
        SELECT s.system_identifier::text, d.oid
        FROM pg_catalog.pg_control_system() s, pg_catalog.pg_database d
        WHERE d.datname = current_database()\
        """;
    try (var statement = session.createStatement();
        var row = statement.executeQuery(sql)) {
      row.next();
      // Shown as a signed number there, as an unsigned one by IDENTIFY_SYSTEM.
      long identifier = Long.parseLong(row.getString(1));
      return new Domain(Long.toUnsignedString(identifier), row.getLong(2));
    }
  }

  /** The WAL timeline that a primary writes now. */
  public int timeline() throws SQLException {
    // Not pg_control_checkpoint(): it tells the new timeline only after the first checkpoint on it.
    var sql = "SELECT substr(pg_walfile_name(pg_current_wal_insert_lsn()), 1, 8)";
    try (var statement = session.createStatement();
        var row = statement.executeQuery(sql)) {
      row.next();
      return Integer.parseUnsignedInt(row.getString(1), 16);
    }
  }
}
