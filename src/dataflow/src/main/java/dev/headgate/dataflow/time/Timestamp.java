package dev.headgate.dataflow.time;

/**
 * A position in a {@link Domain}, an unsigned 64-bit number. In PostgreSQL it is the LSN at which a
 * commit record starts ({@code Begin.final_lsn} and {@code Commit.commit_lsn} of pgoutput).
 * Positions of different domains must not be compared.
 *
 * @param bits the position; values above {@link Long#MAX_VALUE} appear negative
 */
public record Timestamp(long bits) implements Comparable<Timestamp> {

  /** The smallest position; no transaction commits at it. */
  public static final Timestamp ZERO = new Timestamp(0);

  /**
   * Reads the text form used in progress records, an unsigned decimal number.
   *
   * @throws NumberFormatException if the text is not an unsigned 64-bit decimal number
   */
  public static Timestamp parse(String decimal) {
    return new Timestamp(Long.parseUnsignedLong(decimal));
  }

  /**
   * Reads PostgreSQL's form of an LSN, {@code 16/B374D848}.
   *
   * @throws NumberFormatException if the text is not of that form
   */
  public static Timestamp parseLsn(String lsn) {
    int slash = lsn.indexOf('/');
    if (slash < 0) {
      throw new NumberFormatException("not an LSN: \"" + lsn + "\"");
    }
    long high = Integer.toUnsignedLong(Integer.parseUnsignedInt(lsn.substring(0, slash), 16));
    long low = Integer.toUnsignedLong(Integer.parseUnsignedInt(lsn.substring(slash + 1), 16));
    return new Timestamp(high << 32 | low);
  }

  public boolean isBefore(Timestamp other) {
    return compareTo(other) < 0;
  }

  /** The position right after this one. */
  public Timestamp next() {
    return new Timestamp(bits + 1);
  }

  /** PostgreSQL's form of an LSN, {@code 16/B374D848}. */
  public String toLsn() {
    return "%X/%X".formatted(bits >>> 32, bits & 0xFFFF_FFFFL);
  }

  @Override
  public int compareTo(Timestamp other) {
    return Long.compareUnsigned(bits, other.bits);
  }

  /** The unsigned decimal form used in progress records. */
  @Override
  public String toString() {
    return Long.toUnsignedString(bits);
  }
}
