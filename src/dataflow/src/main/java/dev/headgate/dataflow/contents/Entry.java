package dev.headgate.dataflow.contents;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * A key and what goes with it, in place: the key, and directly behind it the value. A flyweight
 * that its owner fills again. Entries are ordered by the key's hash (unsigned), the key's bytes,
 * then the value's bytes.
 *
 * <p>In a file each has a header in front: hash, length of the key, length of the value, tag.
 */
final class Entry {

  /** Bytes of the header. */
  static final int HEADER = Long.BYTES + 2 * Integer.BYTES + 1;

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private byte[] array = new byte[0];
  private int start;
  private int keyLength;
  private int valueLength;
  private long hash;
  private byte tag;

  /** Shows another entry. */
  void set(byte[] inArray, int keyStart, int keyBytes, int valueBytes, long keyHash, byte newTag) {
    array = inArray;
    start = keyStart;
    keyLength = keyBytes;
    valueLength = valueBytes;
    hash = keyHash;
    tag = newTag;
  }

  /** Shows the entry whose header starts there; {@link #length} says how many bytes it takes. */
  void parse(byte[] inArray, int headerStart) {
    set(
        inArray,
        headerStart + HEADER,
        (int) INTS.get(inArray, headerStart + 8),
        (int) INTS.get(inArray, headerStart + 12),
        (long) LONGS.get(inArray, headerStart),
        inArray[headerStart + 16]);
  }

  /** Writes the header. */
  void writeHeader(byte[] into, int at) {
    LONGS.set(into, at, hash);
    INTS.set(into, at + 8, keyLength);
    INTS.set(into, at + 12, valueLength);
    into[at + 16] = tag;
  }

  byte[] array() {
    return array;
  }

  /** Where the key starts. */
  int start() {
    return start;
  }

  int keyLength() {
    return keyLength;
  }

  int valueLength() {
    return valueLength;
  }

  /** Bytes of key and value. */
  int bodyLength() {
    return keyLength + valueLength;
  }

  /** Bytes that it takes in a file. */
  long length() {
    return (long) HEADER + keyLength + valueLength;
  }

  long hash() {
    return hash;
  }

  byte tag() {
    return tag;
  }

  /** Compares hash and key alone. */
  int compareKey(Entry other) {
    return compareKey(other.hash, other.array, other.start, other.keyLength);
  }

  int compareKey(long otherHash, byte[] other, int otherStart, int otherLength) {
    int byHash = Long.compareUnsigned(hash, otherHash);
    return byHash != 0
        ? byHash
        : Arrays.compareUnsigned(
            array, start, start + keyLength, other, otherStart, otherStart + otherLength);
  }

  /** Compares hash, key and value. */
  int compare(Entry other) {
    int byKey = compareKey(other);
    return byKey != 0 ? byKey : compareValue(other, Integer.MAX_VALUE);
  }

  /** Compares as many bytes of the values, at most. */
  int compareValue(Entry other, int first) {
    int valueStart = start + keyLength;
    int otherStart = other.start + other.keyLength;
    return Arrays.compareUnsigned(
        array,
        valueStart,
        valueStart + Math.min(first, valueLength),
        other.array,
        otherStart,
        otherStart + Math.min(first, other.valueLength));
  }

  /** Whether the value is that one. */
  boolean hasValue(byte[] other, int otherStart, int otherLength) {
    int valueStart = start + keyLength;
    return Arrays.equals(
        array, valueStart, valueStart + valueLength, other, otherStart, otherStart + otherLength);
  }
}
