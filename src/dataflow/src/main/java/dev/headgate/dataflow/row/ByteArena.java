package dev.headgate.dataflow.row;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Bytes that grow at the end, with Avro's primitive encodings. Made once and filled again and
 * again; never shrinks by itself. Not thread-safe.
 */
public final class ByteArena {

  private static final int MAX_LENGTH = Integer.MAX_VALUE - 8;
  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private byte[] bytes = new byte[256];
  private int length;

  /** The array that the bytes lie in, from 0 on; another one after any later write. */
  public byte[] array() {
    return bytes;
  }

  /** How many bytes were written. */
  public int length() {
    return length;
  }

  /** Forgets every byte from {@code newLength} on. */
  public void truncate(int newLength) {
    if (newLength < 0 || newLength > length) {
      throw new IndexOutOfBoundsException(
          "cannot truncate %d bytes to %d".formatted(length, newLength));
    }
    length = newLength;
  }

  void write(int octet) {
    reserve(1);
    bytes[length++] = (byte) octet;
  }

  void write(byte[] source, int start, int count) {
    reserve(count);
    System.arraycopy(source, start, bytes, length, count);
    length += count;
  }

  /** Avro {@code int} and {@code long}: zigzag, then seven bits a byte, lowest first. */
  void writeLong(long value) {
    reserve(10);
    long rest = value << 1 ^ value >> 63;
    while ((rest & ~0x7FL) != 0) {
      bytes[length++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    bytes[length++] = (byte) rest;
  }

  /** Avro {@code string} and {@code bytes}: the length, then the bytes. */
  void writeBytes(byte[] source, int start, int count) {
    writeLong(count);
    write(source, start, count);
  }

  void writeFloat(float value) {
    reserve(Float.BYTES);
    INTS.set(bytes, length, Float.floatToIntBits(value));
    length += Float.BYTES;
  }

  void writeDouble(double value) {
    reserve(Double.BYTES);
    LONGS.set(bytes, length, Double.doubleToLongBits(value));
    length += Double.BYTES;
  }

  private void reserve(int count) {
    if (bytes.length - length < count) {
      grow(count);
    }
  }

  private void grow(int count) {
    long needed = (long) length + count;
    if (needed > MAX_LENGTH) {
      throw new IllegalStateException(
          "a message of %d bytes is longer than an array can be".formatted(needed));
    }
    bytes = Arrays.copyOf(bytes, (int) Math.min(MAX_LENGTH, Math.max(needed, 2L * bytes.length)));
  }
}
