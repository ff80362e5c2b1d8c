package dev.headgate.dataflow.row;

/** Text as it is; the blanks that pad a {@code char(n)} are part of it. */
final class StringColumn implements ColumnEncoder {

  @Override
  public void encode(byte[] text, int start, int length, ByteArena out) {
    out.writeBytes(text, start, length);
  }
}
