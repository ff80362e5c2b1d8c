package dev.headgate.dataflow.time;

import java.util.regex.Pattern;

/**
 * What makes timestamps comparable: one database of one PostgreSQL cluster. The WAL timeline is
 * kept beside it, not in it.
 *
 * @param systemIdentifier as {@code IDENTIFY_SYSTEM} tells it, an unsigned decimal number
 * @param databaseOid {@code pg_database.oid}, unsigned 32 bits
 */
public record Domain(String systemIdentifier, long databaseOid) {

  private static final Pattern TEXT = Pattern.compile("(\\d{1,20})/(\\d{1,10})");

  /**
   * Reads what {@link #toString} wrote.
   *
   * @throws IllegalArgumentException if the text is not of that form
   */
  public static Domain parse(String text) {
    var matcher = TEXT.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "\"%s\" is not a domain: write <system identifier>/<database OID>".formatted(text));
    }
    return new Domain(matcher.group(1), Long.parseLong(matcher.group(2)));
  }

  /** {@code <system identifier>/<database OID>}. */
  @Override
  public String toString() {
    return systemIdentifier + "/" + databaseOid;
  }
}
