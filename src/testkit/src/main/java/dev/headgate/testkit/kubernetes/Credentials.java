package dev.headgate.testkit.kubernetes;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;

/**
 * The files by which the parts of a cluster know each other, in a directory that only their owner
 * can read. They stay as they are when the cluster forgets everything.
 *
 * @param directory holds them
 */
record Credentials(Path directory) {

  private static final int TOKEN_BYTES = 16;
  private static final int KEY_BITS = 2048;

  /** Writes all but the server's certificate, which kube-apiserver makes when it first starts. */
  static Credentials write(Path directory, String serverUrl, SecureRandom random) {
    Credentials credentials = new Credentials(directory);
    String token = token(random);
    try {
      Files.createDirectories(directory);
      Files.writeString(credentials.tokens(), token + ",admin,admin,system:masters\n");
      Files.writeString(credentials.serviceAccountKey(), privateKey(random));
      Files.writeString(credentials.kubeconfig(), credentials.kubeconfig(serverUrl, token));
    } catch (IOException e) {
      throw new UncheckedIOException("No credentials could be written into " + directory, e);
    }
    return credentials;
  }

  private static String token(SecureRandom random) {
    byte[] token = new byte[TOKEN_BYTES];
    random.nextBytes(token);
    return HexFormat.of().formatHex(token);
  }

  private static String privateKey(SecureRandom random) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(KEY_BITS, random);
      KeyPair pair = generator.generateKeyPair();
      return "-----BEGIN PRIVATE KEY-----\n%s\n-----END PRIVATE KEY-----\n"
          .formatted(Base64.getMimeEncoder().encodeToString(pair.getPrivate().getEncoded()));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has RSA", e);
    }
  }

  private String kubeconfig(String serverUrl, String token) {
    return """
    apiVersion: v1
    kind: Config
    clusters:
    - name: testkit
      cluster:
        server: %s
        certificate-authority: %s
    users:
    - name: admin
      user:
        token: %s
    contexts:
    - name: testkit
      context:
        cluster: testkit
        user: admin
    current-context: testkit
    """
        .formatted(serverUrl, certificate(), token);
  }

  /** {@code --token-auth-file}. */
  Path tokens() {
    return directory.resolve("tokens.csv");
  }

  /** Signs the tokens of service accounts; PEM, RSA. */
  Path serviceAccountKey() {
    return directory.resolve("service-accounts.key");
  }

  /** The cluster admin's: no RBAC rule binds it. */
  Path kubeconfig() {
    return directory.resolve("admin.kubeconfig");
  }

  /** {@code --cert-dir}. */
  Path certificates() {
    return directory.resolve("certificates");
  }

  /** What kube-apiserver shows to its clients, together with the authority that signed it. */
  Path certificate() {
    return certificates().resolve("apiserver.crt");
  }

  /** Written after the certificate: once it is there, both are whole. */
  Path certificateKey() {
    return certificates().resolve("apiserver.key");
  }
}
