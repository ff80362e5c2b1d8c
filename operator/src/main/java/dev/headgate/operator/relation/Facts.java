package dev.headgate.operator.relation;

import dev.headgate.api.v1alpha1.PinnedRelation;
import dev.headgate.dataflow.relation.SqlIdentifiers;
import dev.headgate.dataflow.relation.Table;
import dev.headgate.dataflow.time.Domain;
import dev.headgate.operator.status.Resolved;
import dev.headgate.postgres.catalog.Catalog;
import dev.headgate.postgres.catalog.Server;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/**
 * What the database says about a relation, at one moment.
 *
 * @param database the one that was asked
 * @param table what has the table's name; or else, what has the OID that the relation is pinned to
 */
record Facts(Database database, Server server, Domain domain, Optional<Table> table) {

  /** Reason: the role lacks a privilege that looking takes. */
  static final String PERMISSION_DENIED = "PermissionDenied";

  private static final String INSUFFICIENT_PRIVILEGE = "42501";

  static Resolved<Facts> ask(Catalog catalog, Database database, Wanted wanted)
      throws SQLException {
    var server = catalog.server();
    var table = table(catalog, wanted);
    return domain(catalog, database).map(domain -> new Facts(database, server, domain, table));
  }

  private static Optional<Table> table(Catalog catalog, Wanted wanted) throws SQLException {
    var named = catalog.table(wanted.table());
    if (named.isPresent() || wanted.pin().isEmpty()) {
      return named;
    }
    long oid = wanted.pin().map(PinnedRelation::oid).orElseThrow();
    return Optional.ofNullable(catalog.tables(List.of(oid)).get(oid));
  }

  private static Resolved<Domain> domain(Catalog catalog, Database database) throws SQLException {
    try {
      return Resolved.found(catalog.domain());
    } catch (SQLException e) {
      if (!INSUFFICIENT_PRIVILEGE.equals(e.getSQLState())) {
        throw e;
      }
      String role = database.postgres().credentials().user();
      return Resolved.missing(
          PERMISSION_DENIED,
          "Connection %s: role %s may not ask %s which server it is on: run GRANT EXECUTE ON FUNCTION pg_catalog.pg_control_system() TO %s in that database"
              .formatted(
                  database.connection(), role, database.where(), SqlIdentifiers.quote(role)));
    }
  }
}
