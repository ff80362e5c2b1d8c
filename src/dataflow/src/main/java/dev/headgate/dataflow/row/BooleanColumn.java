package dev.headgate.dataflow.row;

/** {@code t} or {@code f}. */
final class BooleanColumn implements ColumnEncoder {

  @Override
  public void encode(byte[] text, int start, int length, ByteArena out) {
    if (length != 1 || text[start] != 't' && text[start] != 'f') {
      throw new Unrepresentable(ValueError.Reason.MALFORMED);
    }
    out.write(text[start] == 't' ? 1 : 0);
  }
}
