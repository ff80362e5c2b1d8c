package dev.headgate.worker.http;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The token that clients of the control API must send. Its file is read at every request, so a new
 * token counts from the moment that it is there; white space around it does not. While the file
 * cannot be read or is empty, nobody is let in. Thread-safe.
 */
public final class BearerToken {

  private static final Logger log = LoggerFactory.getLogger(BearerToken.class);
  private static final String SCHEME = "Bearer ";

  private final Path file;
  private volatile boolean broken;

  private BearerToken(Path file) {
    this.file = file;
  }

  /**
   * The token in {@code file}.
   *
   * @throws IOException if it cannot be read or is empty; the message says which
   */
  public static BearerToken in(Path file) throws IOException {
    var token = new BearerToken(file);
    token.read();
    return token;
  }

  /** Whether a request with this {@code Authorization} header is let in. */
  boolean admits(Optional<String> authorization) {
    return authorization
        .filter(header -> header.regionMatches(true, 0, SCHEME, 0, SCHEME.length()))
        .map(header -> header.substring(SCHEME.length()).strip())
        .filter(this::matches)
        .isPresent();
  }

  private boolean matches(String sent) {
    try {
      var token = read();
      broken = false;
      // In constant time. The JDK's server makes one character of each byte of a header.
      return MessageDigest.isEqual(token, sent.getBytes(StandardCharsets.ISO_8859_1));
    } catch (IOException e) {
      if (!broken) {
        log.error("no request is let in: {}", e.getMessage());
      }
      broken = true;
      return false;
    }
  }

  private byte[] read() throws IOException {
    var token = content().strip();
    if (token.isEmpty()) {
      throw new IOException(
          "token file %s is empty: write the token that clients send into it".formatted(file));
    }
    return token.getBytes(StandardCharsets.UTF_8);
  }

  private String content() throws IOException {
    try {
      return Files.readString(file);
    } catch (NoSuchFileException e) {
      throw new IOException("token file %s does not exist".formatted(file), e);
    } catch (IOException e) {
      throw new IOException("token file %s cannot be read: %s".formatted(file, e), e);
    }
  }
}
