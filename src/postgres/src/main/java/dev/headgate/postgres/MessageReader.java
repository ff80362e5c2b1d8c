package dev.headgate.postgres;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Reads the fields of one message, big-endian as everything in PostgreSQL's protocol. Never reads
 * past its end. Used again for each message; not thread-safe.
 */
final class MessageReader {

  private static final VarHandle INT16 =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle INT32 =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle INT64 =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private byte[] bytes;
  private int start;
  private int end;
  private int at;
  private char type;

  /** Starts with the message between {@code start} and {@code end}; its first byte is its type. */
  void reset(byte[] bytes, int start, int end) throws SourceException {
    this.bytes = bytes;
    this.start = start;
    this.end = end;
    at = start;
    type = '?';
    type = (char) int8();
  }

  char type() {
    return type;
  }

  byte[] bytes() {
    return bytes;
  }

  int remaining() {
    return end - at;
  }

  /** The next byte, 0 to 255. */
  int int8() throws SourceException {
    return bytes[skip(1)] & 0xFF;
  }

  /** The next two bytes; a count, so never negative. */
  int int16() throws SourceException {
    short value = (short) INT16.get(bytes, skip(Short.BYTES));
    if (value < 0) {
      throw malformed("%d is not a count".formatted(value));
    }
    return value;
  }

  int int32() throws SourceException {
    return (int) INT32.get(bytes, skip(Integer.BYTES));
  }

  long int64() throws SourceException {
    return (long) INT64.get(bytes, skip(Long.BYTES));
  }

  /** An OID, unsigned 32 bits. */
  long oid() throws SourceException {
    return Integer.toUnsignedLong(int32());
  }

  /** A string that ends with a zero byte. */
  String string() throws SourceException {
    int from = at;
    while (int8() != 0) {
      // int8 looks for the end of the message
    }
    return new String(bytes, from, at - 1 - from, StandardCharsets.UTF_8);
  }

  /** Passes over {@code length} bytes and returns where they start. */
  int skip(int length) throws SourceException {
    int from = at;
    if (length < 0 || length > end - at) {
      throw malformed("it ends before a field of %d bytes".formatted(length));
    }
    at += length;
    return from;
  }

  /** Demands that nothing is left. */
  void end() throws SourceException {
    if (at != end) {
      throw malformed("%d bytes are left over".formatted(end - at));
    }
  }

  SourceException malformed(String reason) {
    return new SourceException(new SourceProblem.MalformedMessage(type, at - start, reason));
  }
}
