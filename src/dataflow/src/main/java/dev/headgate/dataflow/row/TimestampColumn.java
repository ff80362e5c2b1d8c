package dev.headgate.dataflow.row;

/**
 * {@code 2024-01-02 03:04:05.123456}, with an offset like {@code +00} or {@code +05:30} if it has a
 * time zone, and {@code BC} last: milliseconds or microseconds since 1970-01-01 UTC.
 */
final class TimestampColumn implements ColumnEncoder {

  private static final int AFTER_YEAR = "-MM-DD HH:MM:SS".length();
  private static final int TIME_AFTER_YEAR = "-MM-DD ".length();
  private static final long SECONDS_PER_DAY = 86_400;
  private static final int MICROS_PER_MILLI = 1_000;
  private static final long LAST_SECOND = Long.MAX_VALUE / CivilTime.MICROS_PER_SECOND;
  private static final long LAST_MICROS = Long.MAX_VALUE % CivilTime.MICROS_PER_SECOND;

  private final boolean inMillis;

  TimestampColumn(boolean inMillis) {
    this.inMillis = inMillis;
  }

  @Override
  public void encode(byte[] text, int start, int length, ByteArena out) {
    int end = CivilTime.endWithoutEra(text, start, start + length);
    int yearEnd = CivilTime.endOfYear(text, start, end);
    int secondsEnd = yearEnd + AFTER_YEAR;
    if (secondsEnd > end) {
      throw new Unrepresentable(ValueError.Reason.MALFORMED);
    }
    CivilTime.expect(text, yearEnd + TIME_AFTER_YEAR - 1, ' ');
    int fractionEnd = CivilTime.endOfFraction(text, secondsEnd, end);
    long day = CivilTime.epochDay(text, start, yearEnd, end != start + length);
    long second =
        day * SECONDS_PER_DAY
            + CivilTime.secondOfDay(text, yearEnd + TIME_AFTER_YEAR)
            - offset(text, fractionEnd, end);
    write(second, CivilTime.micros(text, secondsEnd, fractionEnd), out);
  }

  private void write(long second, int micros, ByteArena out) {
    if (inMillis) {
      if (micros % MICROS_PER_MILLI != 0) {
        throw new Unrepresentable(ValueError.Reason.TOO_MANY_DIGITS);
      }
      out.writeLong(second * 1_000 + micros / MICROS_PER_MILLI);
      return;
    }
    // PostgreSQL counts from 2000, so its last 30 years lie beyond 64 bits from 1970.
    if (second > LAST_SECOND || second == LAST_SECOND && micros > LAST_MICROS) {
      throw new Unrepresentable(ValueError.Reason.OUT_OF_RANGE);
    }
    out.writeLong(second * CivilTime.MICROS_PER_SECOND + micros);
  }

  /** Seconds east of UTC of {@code +HH[:MM[:SS]]}, or 0 for no text at all. */
  private static int offset(byte[] text, int start, int end) {
    int length = end - start;
    if (length == 0) {
      return 0;
    }
    if (length % 3 != 0 || length > 9 || text[start] != '+' && text[start] != '-') {
      throw new Unrepresentable(ValueError.Reason.MALFORMED);
    }
    int seconds = Digits.two(text, start + 1) * 3600;
    if (length > 3) {
      CivilTime.expect(text, start + 3, ':');
      seconds += Digits.two(text, start + 4) * 60;
    }
    if (length > 6) {
      CivilTime.expect(text, start + 6, ':');
      seconds += Digits.two(text, start + 7);
    }
    return text[start] == '-' ? -seconds : seconds;
  }
}
