package dev.headgate.dataflow.row;

/** {@code 2024-01-02}, {@code 12024-01-02}, {@code 0044-03-15 BC}: days since 1970-01-01. */
final class DateColumn implements ColumnEncoder {

  private static final int AFTER_YEAR = "-MM-DD".length();

  @Override
  public void encode(byte[] text, int start, int length, ByteArena out) {
    int end = CivilTime.endWithoutEra(text, start, start + length);
    int yearEnd = CivilTime.endOfYear(text, start, end);
    if (yearEnd + AFTER_YEAR != end) {
      throw new Unrepresentable(ValueError.Reason.MALFORMED);
    }
    // PostgreSQL's last date, 5874897-12-31, is within 32 bits.
    out.writeLong(CivilTime.epochDay(text, start, yearEnd, end != start + length));
  }
}
