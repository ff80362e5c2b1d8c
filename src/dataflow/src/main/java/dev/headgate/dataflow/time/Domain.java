package dev.headgate.dataflow.time;

/**
 * What makes timestamps comparable: one database of one PostgreSQL cluster. The WAL timeline is
 * kept beside it, not in it.
 *
 * @param systemIdentifier as {@code IDENTIFY_SYSTEM} tells it, an unsigned decimal number
 * @param databaseOid {@code pg_database.oid}, unsigned 32 bits
 */
public record Domain(String systemIdentifier, long databaseOid) {

  @Override
  public String toString() {
    return systemIdentifier + "/" + databaseOid;
  }
}
