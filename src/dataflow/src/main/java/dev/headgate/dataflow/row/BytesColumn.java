package dev.headgate.dataflow.row;

/** {@code bytea} in hexadecimal form, {@code \x} and two digits a byte. */
final class BytesColumn implements ColumnEncoder {

  @Override
  public void encode(byte[] text, int start, int length, ByteArena out) {
    if (length < 2 || length % 2 != 0 || text[start] != '\\' || text[start + 1] != 'x') {
      throw new Unrepresentable(ValueError.Reason.MALFORMED);
    }
    int count = length / 2 - 1;
    out.writeLong(count);
    for (int at = start + 2; at < start + length; at += 2) {
      out.write(nibble(text[at]) << 4 | nibble(text[at + 1]));
    }
  }

  private static int nibble(byte digit) {
    if (digit >= '0' && digit <= '9') {
      return digit - '0';
    }
    if (digit >= 'a' && digit <= 'f') {
      return digit - 'a' + 10;
    }
    throw new Unrepresentable(ValueError.Reason.MALFORMED);
  }
}
