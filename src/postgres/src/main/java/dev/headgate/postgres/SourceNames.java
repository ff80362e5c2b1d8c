package dev.headgate.postgres;

import dev.headgate.dataflow.sink.SinkId;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.random.RandomGenerator;

/**
 * How the publications and slots of sinks are called: {@code headgate_<8 hex of sha256(sink
 * id)>_<12 hex random>}. The first part finds what a sink may have left behind, the last makes sure
 * that a name is never used twice. Names are lower case and below 63 bytes, as both must be.
 */
public final class SourceNames {

  private SourceNames() {}

  /** What every name of this sink starts with, and no other sink's but by a chance of 2^-32. */
  public static String prefix(SinkId sink) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256")
              .digest(sink.value().getBytes(StandardCharsets.UTF_8));
      return "headgate_" + HexFormat.of().formatHex(Arrays.copyOf(hash, 4)) + "_";
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }

  /** A new name for a publication and its slot. */
  public static String next(SinkId sink, RandomGenerator random) {
    byte[] bytes = new byte[6];
    random.nextBytes(bytes);
    return prefix(sink) + HexFormat.of().formatHex(bytes);
  }
}
