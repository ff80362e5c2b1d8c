package dev.headgate.dataflow.row;

/**
 * {@code 01:02:03.5}: microseconds since midnight. {@code 24:00:00}, which PostgreSQL allows, is
 * refused: Avro's readers take no such time of day.
 */
final class TimeColumn implements ColumnEncoder {

  private static final int SECONDS = "HH:MM:SS".length();
  private static final int SECONDS_PER_DAY = 86_400;

  @Override
  public void encode(byte[] text, int start, int length, ByteArena out) {
    int end = start + length;
    if (length < SECONDS || CivilTime.endOfFraction(text, start + SECONDS, end) != end) {
      throw new Unrepresentable(ValueError.Reason.MALFORMED);
    }
    int second = CivilTime.secondOfDay(text, start);
    if (second >= SECONDS_PER_DAY) {
      throw new Unrepresentable(ValueError.Reason.OUT_OF_RANGE);
    }
    out.writeLong(
        second * CivilTime.MICROS_PER_SECOND + CivilTime.micros(text, start + SECONDS, end));
  }
}
