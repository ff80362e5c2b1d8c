package dev.headgate.dataflow.row;

import java.util.Arrays;

/**
 * {@code numeric} as an Avro decimal: the value times ten to the scale, in two's complement, most
 * significant byte first, no byte too many. A value that this would round is refused.
 *
 * <p>What fits 18 digits after scaling is summed up in a {@code long}, the rest in limbs of 32 bits
 * kept from value to value.
 */
final class NumericColumn implements ColumnEncoder {

  private static final int LONG_DIGITS = 18;

  private final int precision;
  private final int scale;
  private final int[] limbs;

  NumericColumn(int precision, int scale) {
    this.precision = precision;
    this.scale = scale;
    // 32 bits hold nine digits; one more bit is needed for the sign.
    this.limbs = new int[precision / 9 + 1];
  }

  @Override
  public void encode(byte[] text, int start, int length, ByteArena out) {
    int end = start + length;
    boolean negative = length > 0 && text[start] == '-';
    int first = negative ? start + 1 : start;
    if (first == end || !Digits.isDigit(text[first])) {
      throw new Unrepresentable(notDigits(text, first, end));
    }
    int point = indexOfPoint(text, first, end);
    int last = withoutZerosBeyondScale(text, point, end);
    int leading = first;
    while (leading < point && text[leading] == '0') {
      leading++;
    }
    int zeros = scale - Math.max(0, last - point - 1);
    int digits = point - leading + scale;
    if (zeros < 0 || digits > precision) {
      throw new Unrepresentable(ValueError.Reason.TOO_MANY_DIGITS);
    }
    if (digits <= LONG_DIGITS) {
      writeLong(sum(text, leading, point, last, zeros), negative, out);
    } else {
      sumLimbs(text, leading, point, last, zeros);
      writeLimbs(negative, out);
    }
  }

  private static ValueError.Reason notDigits(byte[] text, int first, int end) {
    if (first == end) {
      return ValueError.Reason.MALFORMED;
    }
    return switch (text[first]) {
      case 'N' -> ValueError.Reason.NOT_A_NUMBER;
      case 'I' -> ValueError.Reason.INFINITE;
      default -> ValueError.Reason.MALFORMED;
    };
  }

  private static int indexOfPoint(byte[] text, int start, int end) {
    int at = start;
    while (at < end && text[at] != '.') {
      at++;
    }
    return at;
  }

  private int withoutZerosBeyondScale(byte[] text, int point, int end) {
    int last = end;
    while (last - point - 1 > scale && text[last - 1] == '0') {
      last--;
    }
    return last;
  }

  private static long sum(byte[] text, int start, int point, int end, int zeros) {
    long sum = 0;
    for (int at = start; at < end; at++) {
      if (at != point) {
        sum = sum * 10 + Digits.one(text, at);
      }
    }
    for (int i = 0; i < zeros; i++) {
      sum *= 10;
    }
    return sum;
  }

  private static void writeLong(long magnitude, boolean negative, ByteArena out) {
    long value = negative ? -magnitude : magnitude;
    int bits = Long.SIZE - Long.numberOfLeadingZeros(value ^ value >> 63) + 1;
    int count = (bits + 7) / 8;
    out.writeLong(count);
    for (int shift = (count - 1) * 8; shift >= 0; shift -= 8) {
      out.write((int) (value >> shift));
    }
  }

  private void sumLimbs(byte[] text, int start, int point, int end, int zeros) {
    Arrays.fill(limbs, 0);
    int group = 0;
    int groupFactor = 1;
    int stop = end + zeros;
    for (int at = start; at < stop; at++) {
      if (at == point && at < end) {
        continue;
      }
      group = group * 10 + (at < end ? Digits.one(text, at) : 0);
      groupFactor *= 10;
      if (groupFactor == 1_000_000_000) {
        shiftIn(groupFactor, group);
        group = 0;
        groupFactor = 1;
      }
    }
    shiftIn(groupFactor, group);
  }

  /** limbs = limbs * factor + addend */
  private void shiftIn(int factor, int addend) {
    long carry = addend;
    for (int i = 0; i < limbs.length; i++) {
      carry += (limbs[i] & 0xFFFF_FFFFL) * factor;
      limbs[i] = (int) carry;
      carry >>>= 32;
    }
  }

  private void writeLimbs(boolean negative, ByteArena out) {
    if (negative) {
      negate();
    }
    int sign = limbs[limbs.length - 1] >> 31;
    int top = limbs.length * 4 - 1;
    while (top > 0 && octet(top) == (byte) sign && octet(top - 1) >> 7 == sign) {
      top--;
    }
    out.writeLong(top + 1);
    for (int at = top; at >= 0; at--) {
      out.write(octet(at));
    }
  }

  private void negate() {
    long carry = 1;
    for (int i = 0; i < limbs.length; i++) {
      carry += ~limbs[i] & 0xFFFF_FFFFL;
      limbs[i] = (int) carry;
      carry >>>= 32;
    }
  }

  /** A byte of the limbs, least significant first, with its sign. */
  private byte octet(int at) {
    return (byte) (limbs[at / 4] >> at % 4 * 8);
  }
}
