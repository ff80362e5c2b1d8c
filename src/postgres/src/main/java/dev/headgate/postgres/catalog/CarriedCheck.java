package dev.headgate.postgres.catalog;

import dev.headgate.dataflow.relation.Table;
import dev.headgate.dataflow.relation.TableName;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Looks whether the stream of a sink can still be trusted. Dropping, swapping or unpublishing a
 * table leaves no trace in the stream, keepalives go on: only the catalog tells. What it finds may
 * have happened at any moment since the last look.
 */
public final class CarriedCheck {

  /**
   * {@code prqual} and {@code prattrs} exist since PostgreSQL 15; as JSON they may be missing. A
   * publication of all tables or of a schema has no row in pg_publication_rel.
   */
  private static final String MEMBERS =
      """
      SELECT c.oid,
             (to_jsonb(r) ->> 'prqual') IS NOT NULL AS row_filter,
             (to_jsonb(r) ->> 'prattrs') IS NOT NULL AS column_list
      FROM pg_catalog.pg_publication_tables t
      JOIN pg_catalog.pg_publication p ON p.pubname = t.pubname
      JOIN pg_catalog.pg_namespace n ON n.nspname = t.schemaname
      JOIN pg_catalog.pg_class c ON c.relnamespace = n.oid AND c.relname = t.tablename
      LEFT JOIN pg_catalog.pg_publication_rel r ON r.prpubid = p.oid AND r.prrelid = c.oid
      WHERE t.pubname = ?\
      """;

  private static final String OPTIONS =
      """
      SELECT concat_ws(', ',
               CASE WHEN pubinsert THEN 'insert' END, CASE WHEN pubupdate THEN 'update' END,
               CASE WHEN pubdelete THEN 'delete' END, CASE WHEN pubtruncate THEN 'truncate' END)
      FROM pg_catalog.pg_publication WHERE pubname = ?\
      """;

  /** {@code invalidation_reason} exists since PostgreSQL 17. */
  private static final String SLOT =
      """
      SELECT wal_status, coalesce(to_jsonb(s) ->> 'invalidation_reason', wal_status) AS reason
      FROM pg_catalog.pg_replication_slots s
      WHERE slot_name = ? AND database = current_database()\
      """;

  private static final String EVERY_OPERATION = "insert, update, delete, truncate";

  private final Connection session;
  private final Catalog catalog;

  /**
   * @param session a session of the database, which stays the caller's to close
   */
  public CarriedCheck(Connection session) {
    this.session = session;
    catalog = new Catalog(session);
  }

  /** Everything that is not as expected; empty if all is well. */
  public List<CarriedChange> changes(String publication, String slot, List<CarriedTable> expected)
      throws SQLException {
    var changes = new ArrayList<CarriedChange>();
    checkSlot(slot, changes);
    boolean published = checkPublication(publication, changes);
    var members = members(publication);
    var found = catalog.tables(expected.stream().map(CarriedTable::oid).toList());
    for (var table : expected) {
      var now = found.get(table.oid());
      if (now == null) {
        changes.add(gone(table));
        continue;
      }
      checkTable(table, now, changes);
      if (published) {
        checkMember(table.name(), publication, members.get(table.oid()), changes);
      }
    }
    return changes;
  }

  /**
   * Those of the tables that the publication no longer publishes whole, by OID, each with what
   * happened. For tables of which only the OID is known.
   */
  public Map<Long, String> lost(String publication, Set<Long> tables) throws SQLException {
    var members = members(publication);
    var found = catalog.tables(tables);
    var lost = new HashMap<Long, String>();
    for (long oid : tables) {
      var now = found.get(oid);
      if (now == null) {
        lost.put(oid, "the table with OID %d was dropped".formatted(oid));
        continue;
      }
      var changes = new ArrayList<CarriedChange>();
      checkMember(now.name(), publication, members.get(oid), changes);
      changes.forEach(change -> lost.put(oid, change.message()));
    }
    return lost;
  }

  private CarriedChange gone(CarriedTable table) throws SQLException {
    var other = catalog.table(table.name());
    return other.isPresent()
        ? new CarriedChange.Replaced(table.name(), table.oid(), other.get().oid())
        : new CarriedChange.Dropped(table.name(), table.oid());
  }

  private static void checkTable(CarriedTable expected, Table now, List<CarriedChange> changes) {
    if (!now.name().equals(expected.name())) {
      changes.add(new CarriedChange.Renamed(expected.name(), expected.oid(), now.name()));
    }
    if (!now.replicaIdentity().equals(expected.identity())) {
      changes.add(
          new CarriedChange.IdentityChanged(
              expected.name(), expected.identity(), now.replicaIdentity()));
    }
    expected
        .columns()
        .forEach(
            (name, type) -> {
              var column = now.column(name);
              if (column.isEmpty()) {
                changes.add(new CarriedChange.ColumnGone(expected.name(), name));
              } else if (!column.get().sqlType().equals(type)) {
                changes.add(
                    new CarriedChange.ColumnRetyped(
                        expected.name(), name, type, column.get().sqlType()));
              }
            });
  }

  private static void checkMember(
      TableName table, String publication, Member member, List<CarriedChange> changes) {
    if (member == null) {
      changes.add(new CarriedChange.NotPublished(table, publication));
    } else if (member.rowFilter() || member.columnList()) {
      changes.add(
          new CarriedChange.Filtered(table, publication, member.rowFilter(), member.columnList()));
    }
  }

  private boolean checkPublication(String publication, List<CarriedChange> changes)
      throws SQLException {
    try (var statement = session.prepareStatement(OPTIONS)) {
      statement.setString(1, publication);
      try (var row = statement.executeQuery()) {
        if (!row.next()) {
          changes.add(new CarriedChange.PublicationGone(publication));
          return false;
        }
        if (!row.getString(1).equals(EVERY_OPERATION)) {
          changes.add(new CarriedChange.PublishesLess(publication, row.getString(1)));
        }
        return true;
      }
    }
  }

  private void checkSlot(String slot, List<CarriedChange> changes) throws SQLException {
    try (var statement = session.prepareStatement(SLOT)) {
      statement.setString(1, slot);
      try (var row = statement.executeQuery()) {
        if (!row.next()) {
          changes.add(new CarriedChange.SlotGone(slot));
        } else if ("lost".equals(row.getString("wal_status"))) {
          changes.add(new CarriedChange.SlotLost(slot, row.getString("reason")));
        }
      }
    }
  }

  private Map<Long, Member> members(String publication) throws SQLException {
    try (var statement = session.prepareStatement(MEMBERS)) {
      statement.setString(1, publication);
      try (var rows = statement.executeQuery()) {
        var members = new HashMap<Long, Member>();
        while (rows.next()) {
          members.put(rows.getLong(1), new Member(rows.getBoolean(2), rows.getBoolean(3)));
        }
        return members;
      }
    }
  }

  private record Member(boolean rowFilter, boolean columnList) {}
}
