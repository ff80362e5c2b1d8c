package dev.headgate.dataflow.row;

/** Decimal digits in text. */
final class Digits {

  private Digits() {}

  /**
   * The digit at a place.
   *
   * @throws Unrepresentable if there is none
   */
  static int one(byte[] text, int at) {
    int digit = text[at] - '0';
    if (digit < 0 || digit > 9) {
      throw new Unrepresentable(ValueError.Reason.MALFORMED);
    }
    return digit;
  }

  /** The number of two digits that starts at a place. */
  static int two(byte[] text, int at) {
    return one(text, at) * 10 + one(text, at + 1);
  }

  static boolean isDigit(byte octet) {
    return octet >= '0' && octet <= '9';
  }
}
