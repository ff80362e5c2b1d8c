package dev.headgate.postgres.catalog;

/**
 * What a server can do, and what the role of this session may.
 *
 * @param versionNum {@code server_version_num}, for example 170011
 * @param walLevel {@code logical} is needed
 * @param maxReplicationSlots {@code max_replication_slots}
 * @param freeReplicationSlots how many of them are not taken
 * @param maxWalSenders {@code max_wal_senders}
 * @param freeWalSenders how many of them are not taken
 * @param inRecovery whether it is a standby
 * @param role the session's role
 * @param mayReplicate whether the role has REPLICATION, is superuser, or has the equivalent of a
 *     managed service ({@code rds_replication})
 * @param mayCreatePublications whether the role has CREATE on the database; a table to be published
 *     must also be its own
 */
public record Server(
    int versionNum,
    String walLevel,
    int maxReplicationSlots,
    int freeReplicationSlots,
    int maxWalSenders,
    int freeWalSenders,
    boolean inRecovery,
    String role,
    boolean mayReplicate,
    boolean mayCreatePublications) {

  static final String QUERY =
      """
      SELECT current_setting('server_version_num')::int AS version_num,
             current_setting('wal_level') AS wal_level,
             current_setting('max_replication_slots')::int AS max_slots,
             (SELECT count(*) FROM pg_catalog.pg_replication_slots) AS slots,
             current_setting('max_wal_senders')::int AS max_senders,
             (SELECT count(*) FROM pg_catalog.pg_stat_replication) AS senders,
             pg_catalog.pg_is_in_recovery() AS in_recovery,
             current_user AS role,
             r.rolsuper OR r.rolreplication OR EXISTS (
               SELECT FROM pg_catalog.pg_roles m
               WHERE m.rolname = 'rds_replication' AND pg_has_role(r.oid, m.oid, 'MEMBER')
             ) AS may_replicate,
             has_database_privilege(r.oid, current_database(), 'CREATE') AS may_create
      FROM pg_catalog.pg_roles r
      WHERE r.rolname = current_user\
      """;
}
