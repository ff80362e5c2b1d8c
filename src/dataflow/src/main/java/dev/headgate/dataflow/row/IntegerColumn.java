package dev.headgate.dataflow.row;

/** Whole numbers up to 64 bits. */
final class IntegerColumn implements ColumnEncoder {

  private static final int MAX_DIGITS = 19;

  @Override
  public void encode(byte[] text, int start, int length, ByteArena out) {
    boolean negative = length > 0 && text[start] == '-';
    int at = negative ? start + 1 : start;
    int end = start + length;
    if (at == end || end - at > MAX_DIGITS) {
      throw new Unrepresentable(ValueError.Reason.MALFORMED);
    }
    // Summed up below zero, where the smallest value has a place too.
    long sum = 0;
    for (; at < end; at++) {
      sum = sum * 10 - Digits.one(text, at);
    }
    if (sum > 0 || !negative && sum == Long.MIN_VALUE) {
      throw new Unrepresentable(ValueError.Reason.OUT_OF_RANGE);
    }
    out.writeLong(negative ? sum : -sum);
  }
}
