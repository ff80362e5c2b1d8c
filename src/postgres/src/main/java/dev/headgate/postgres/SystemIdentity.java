package dev.headgate.postgres;

import dev.headgate.dataflow.time.Domain;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * Which history a server writes.
 *
 * @param domain what makes its timestamps comparable
 * @param timeline the WAL timeline that it is on; another one than before means a failover
 */
public record SystemIdentity(Domain domain, int timeline) {

  /**
   * Asks a replication session ({@link Sessions#openReplication}), which may always tell.
   *
   * @param session one that streams nothing yet
   */
  public static SystemIdentity read(Connection session) throws SQLException {
    try (var statement = session.createStatement()) {
      String systemIdentifier;
      int timeline;
      try (var row = statement.executeQuery("IDENTIFY_SYSTEM")) {
        row.next();
        systemIdentifier = row.getString("systemid");
        timeline = row.getInt("timeline");
      }
      var sql = "SELECT oid FROM pg_catalog.pg_database WHERE datname = current_database()";
      try (var row = statement.executeQuery(sql)) {
        row.next();
        return new SystemIdentity(new Domain(systemIdentifier, row.getLong(1)), timeline);
      }
    }
  }
}
