package dev.headgate.testkit.postgres;

import dev.headgate.testkit.process.Cache;
import io.zonky.test.db.postgres.embedded.DefaultPostgresBinaryResolver;
import io.zonky.test.db.postgres.util.LinuxUtils;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.tukaani.xz.XZInputStream;

/**
 * PostgreSQL's programs for this platform, from the zonky jar on the class path.
 *
 * <p>Of zonky's library only the choice of the archive is used. Its {@code EmbeddedPostgres} starts
 * the server through {@code pg_ctl}, which makes it a process of nobody's, ends it only in fast
 * mode, and leaves server and data behind when the JVM is killed.
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
    String os = System.getProperty("os.name").startsWith("Mac") ? "Darwin" : "Linux";
    String machine = System.getProperty("os.arch").replace("amd64", "x86_64");
    try (InputStream in = DefaultPostgresBinaryResolver.INSTANCE.getPgBinary(os, machine)) {
      byte[] archive = in.readAllBytes();
      return new PostgresBinaries(
          cache.unpacked(
              "postgres-" + digest(archive),
              () -> new XZInputStream(new ByteArrayInputStream(archive))));
    } catch (IOException e) {
      throw new UncheckedIOException("PostgreSQL could not be unpacked", e);
    }
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
    if (LinuxUtils.isUnshareAvailable()) {
      // PostgreSQL refuses to run as root. In a user namespace without a mapping nobody is root.
      command.addAll(List.of("unshare", "-U"));
    }
    command.add(directory.resolve("bin").resolve(program).toString());
    command.addAll(List.of(arguments));
    return command;
  }
}
