package dev.headgate.dataflow.row;

/**
 * Dates and times of day in PostgreSQL's ISO text form. The calendar is the Gregorian one at all
 * times, as in PostgreSQL; years have four digits or more, and {@code BC} behind the text counts
 * them backwards from 1 BC, the year before 1.
 */
final class CivilTime {

  static final long MICROS_PER_SECOND = 1_000_000;

  private static final int MIN_YEAR_DIGITS = 4;
  private static final int MAX_YEAR_DIGITS = 7;

  private CivilTime() {}

  /** Where the text ends without a {@code BC}; the same end if there is none. */
  static int endWithoutEra(byte[] text, int start, int end) {
    return end - start > 3 && text[end - 1] == 'C' && text[end - 2] == 'B' && text[end - 3] == ' '
        ? end - 3
        : end;
  }

  /**
   * Where the year ends.
   *
   * @throws Unrepresentable if the text is infinite, or does not start with a year
   */
  static int endOfYear(byte[] text, int start, int end) {
    int at = start;
    while (at < end && Digits.isDigit(text[at])) {
      at++;
    }
    int digits = at - start;
    if (digits < MIN_YEAR_DIGITS || digits > MAX_YEAR_DIGITS) {
      throw new Unrepresentable(
          isInfinite(text, start, end) ? ValueError.Reason.INFINITE : ValueError.Reason.MALFORMED);
    }
    return at;
  }

  /**
   * Days since 1970-01-01 of the date that starts the text.
   *
   * @param yearEnd where its year ends; month and day must follow within the text
   */
  static long epochDay(byte[] text, int start, int yearEnd, boolean beforeChrist) {
    long year = 0;
    for (int at = start; at < yearEnd; at++) {
      year = year * 10 + Digits.one(text, at);
    }
    expect(text, yearEnd, '-');
    expect(text, yearEnd + 3, '-');
    return epochDay(
        beforeChrist ? 1 - year : year,
        Digits.two(text, yearEnd + 1),
        Digits.two(text, yearEnd + 4));
  }

  /** Seconds of the day of the eight bytes {@code HH:MM:SS}. */
  static int secondOfDay(byte[] text, int start) {
    expect(text, start + 2, ':');
    expect(text, start + 5, ':');
    return Digits.two(text, start) * 3600
        + Digits.two(text, start + 3) * 60
        + Digits.two(text, start + 6);
  }

  /** Where the fraction of a second ends; its start if there is none. */
  static int endOfFraction(byte[] text, int start, int end) {
    if (start == end || text[start] != '.') {
      return start;
    }
    int at = start + 1;
    while (at < end && Digits.isDigit(text[at])) {
      at++;
    }
    return at;
  }

  /** Microseconds of a fraction {@code .f} with one to six digits, or of no fraction at all. */
  static int micros(byte[] text, int start, int end) {
    int digits = end - start - 1;
    if (digits > 6 || digits == 0) {
      throw new Unrepresentable(ValueError.Reason.MALFORMED);
    }
    int micros = 0;
    for (int i = 0; i < 6; i++) {
      micros = micros * 10 + (i < digits ? Digits.one(text, start + 1 + i) : 0);
    }
    return micros;
  }

  static void expect(byte[] text, int at, char octet) {
    if (text[at] != octet) {
      throw new Unrepresentable(ValueError.Reason.MALFORMED);
    }
  }

  private static boolean isInfinite(byte[] text, int start, int end) {
    int sign = start < end && text[start] == '-' ? 1 : 0;
    return end - start - sign == "infinity".length() && text[start + sign] == 'i';
  }

  /** Counted in years that start on 1 March, so that the leap day is the last one. */
  private static long epochDay(long year, int month, int day) {
    long shifted = month <= 2 ? year - 1 : year;
    long era = Math.floorDiv(shifted, 400);
    long yearOfEra = shifted - era * 400;
    long dayOfYear = (153L * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    long dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear;
    return era * 146_097 + dayOfEra - 719_468;
  }
}
