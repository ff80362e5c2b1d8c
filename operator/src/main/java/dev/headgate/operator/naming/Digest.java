package dev.headgate.operator.naming;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256, shortened. Names things; protects nothing. */
public final class Digest {

  private Digest() {}

  /** The first {@code digits} of the text's digest, an even number up to 64. */
  public static String hex(String text, int digits) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      byte[] whole = digest.digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(whole, 0, digits / 2);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }
}
