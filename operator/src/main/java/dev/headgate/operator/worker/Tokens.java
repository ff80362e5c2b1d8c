package dev.headgate.operator.worker;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.function.Supplier;

/** Tokens that nobody can guess: 32 random bytes as base64url without padding. Thread-safe. */
public final class Tokens implements Supplier<String> {

  private static final int BYTES = 32;

  private final SecureRandom random;

  public Tokens(SecureRandom random) {
    this.random = random;
  }

  @Override
  public String get() {
    byte[] token = new byte[BYTES];
    random.nextBytes(token);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(token);
  }
}
