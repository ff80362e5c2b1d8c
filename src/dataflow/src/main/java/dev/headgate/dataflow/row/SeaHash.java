package dev.headgate.dataflow.row;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The hash that places a key on a partition: SeaHash 4 with its default seeds, as Materialize uses
 * it. Taken over the key's bytes without the registry header, so that another schema id does not
 * move a key.
 */
public final class SeaHash {

  private static final long FACTOR = 0x6eed0e9da4d94a4fL;
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private SeaHash() {}

  /** The hash of some bytes, an unsigned 64-bit number. */
  public static long of(byte[] bytes, int start, int length) {
    long a = 0x16f11fe89b0d677cL;
    long b = 0xb480a793d8e6c86cL;
    long c = 0x6fe2e5aaf078ebc9L;
    long d = 0x14f994a4c5259381L;
    int end = start + length;
    for (int at = start; at < end; at += 8) {
      long word = end - at >= 8 ? (long) LONGS.get(bytes, at) : tail(bytes, at, end);
      long mixed = diffuse(a ^ word);
      a = b;
      b = c;
      c = d;
      d = mixed;
    }
    return diffuse(a ^ b ^ c ^ d ^ length);
  }

  /**
   * The partition of a hash.
   *
   * @param partitions how many the topic has, 1 or more
   */
  public static int partition(long hash, int partitions) {
    return (int) Long.remainderUnsigned(hash, partitions);
  }

  private static long tail(byte[] bytes, int start, int end) {
    long word = 0;
    for (int at = end - 1; at >= start; at--) {
      word = word << 8 | bytes[at] & 0xFF;
    }
    return word;
  }

  private static long diffuse(long value) {
    long mixed = value * FACTOR;
    mixed ^= (mixed >>> 32) >>> (mixed >>> 60);
    return mixed * FACTOR;
  }
}
