package dev.headgate.dataflow.row;

import java.nio.charset.StandardCharsets;

/**
 * Floating-point numbers as {@code extra_float_digits=3} prints them: the shortest decimal that
 * reads back exactly, {@code NaN}, {@code Infinity} or {@code -Infinity}.
 *
 * <p>Short decimals take the fast path of W. Clinger, "How to read floating point numbers
 * accurately" (1990): where digits and power of ten are both exact in binary, one multiplication or
 * division rounds once and so rightly. All others take the JDK's parser.
 */
final class FloatColumn implements ColumnEncoder {

  private static final double[] TENS = {
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
    1e17, 1e18, 1e19, 1e20, 1e21, 1e22
  };
  private static final int MAX_DIGITS = 17;

  private final boolean single;
  private final long maxExactDigits;
  private final int maxExactPower;

  private FloatColumn(boolean single, long maxExactDigits, int maxExactPower) {
    this.single = single;
    this.maxExactDigits = maxExactDigits;
    this.maxExactPower = maxExactPower;
  }

  /** For {@code real}. */
  static FloatColumn single() {
    return new FloatColumn(true, 1L << 24, 10);
  }

  /** For {@code double precision}. */
  static FloatColumn twofold() {
    return new FloatColumn(false, 1L << 53, 22);
  }

  @Override
  public void encode(byte[] text, int start, int length, ByteArena out) {
    boolean negative = length > 0 && text[start] == '-';
    long digits = 0;
    int count = 0;
    int power = 0;
    boolean inFraction = false;
    for (int at = negative ? start + 1 : start; at < start + length; at++) {
      byte octet = text[at];
      if (octet == '.' && !inFraction) {
        inFraction = true;
      } else if (Digits.isDigit(octet) && count < MAX_DIGITS) {
        digits = digits * 10 + octet - '0';
        count += digits == 0 ? 0 : 1;
        power -= inFraction ? 1 : 0;
      } else {
        parse(text, start, length, out);
        return;
      }
    }
    boolean complete = length > 0 && Digits.isDigit(text[start + length - 1]);
    if (!complete || digits > maxExactDigits || -power > maxExactPower) {
      parse(text, start, length, out);
    } else if (single) {
      float magnitude = (float) digits / (float) TENS[-power];
      out.writeFloat(negative ? -magnitude : magnitude);
    } else {
      double magnitude = (double) digits / TENS[-power];
      out.writeDouble(negative ? -magnitude : magnitude);
    }
  }

  private void parse(byte[] text, int start, int length, ByteArena out) {
    var number = new String(text, start, length, StandardCharsets.ISO_8859_1);
    try {
      if (single) {
        out.writeFloat(Float.parseFloat(number));
      } else {
        out.writeDouble(Double.parseDouble(number));
      }
    } catch (NumberFormatException e) {
      throw new Unrepresentable(ValueError.Reason.MALFORMED);
    }
  }
}
