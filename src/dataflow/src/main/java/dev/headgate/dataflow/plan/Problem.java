package dev.headgate.dataflow.plan;

/**
 * Why a sink cannot run as defined.
 *
 * @param kind what it is about
 * @param what what is not possible, with names
 * @param why the reason, with values; the second half of the sentence
 * @param remedy what to do about it, whole sentences
 */
public record Problem(Kind kind, String what, String why, String remedy) {

  /** What a problem is about. */
  public enum Kind {
    /** The server's release or settings. */
    SERVER,
    /** What the role may do. */
    ROLE,
    /** There is nothing of the table's name. */
    TABLE_NOT_FOUND,
    /** The item belongs to the system catalog. */
    CATALOG_OBJECT,
    /** The item has no stream of changes. */
    NOT_A_TABLE,
    /** The table is no longer the one that the relation was pinned to, or has another name. */
    TABLE_REPLACED,
    /** The table lacks a column that the relation shows. */
    UNKNOWN_COLUMN,
    /** The values of a column cannot be read or written. */
    UNSUPPORTED_COLUMN,
    /** The relation's list of columns contradicts itself. */
    COLUMN_LIST,
    /** What the WAL tells of an old row. */
    REPLICA_IDENTITY,
    /** The key of the sink. */
    KEY,
    /** The relation is in another database. */
    DOMAIN
  }

  /** For people: two lines. */
  @Override
  public String toString() {
    return "%s: %s.\n  %s".formatted(what, why, remedy);
  }
}
