package dev.headgate.testkit.registry;

import dev.headgate.testkit.process.Cache;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.zip.GZIPInputStream;
import org.apache.kafka.clients.admin.Admin;

/**
 * Apicurio Registry's programs, from the archive that Maven fetched as a dependency of the testkit.
 *
 * <p>The archive is in the local repository from which the running JVM has its jars, but not on the
 * class path; so it is found by its place beside them. It is unpacked at first use and not by the
 * build, as each clean build would pay some seconds and 160 MB for that.
 *
 * @param directory holds {@code quarkus-run.jar}
 */
record RegistryDistribution(Path directory) {

  private static final String ARCHIVE_PROPERTY = "headgate.testkit.registry.archive";

  /**
   * Unpacks the programs, if that was not done before.
   *
   * @throws IllegalStateException if the archive is not where it should be
   */
  static RegistryDistribution unpack(Cache cache) {
    String version = version();
    try {
      return new RegistryDistribution(
          cache.unpacked(
              "apicurio-registry-" + version,
              () -> new GZIPInputStream(Files.newInputStream(archive(version)))));
    } catch (IOException e) {
      throw new UncheckedIOException("Apicurio Registry could not be unpacked", e);
    }
  }

  private static String version() {
    Properties properties = new Properties();
    try (InputStream in =
        RegistryDistribution.class.getResourceAsStream("distribution.properties")) {
      properties.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return properties.getProperty("version");
  }

  private static Path archive(String version) {
    String chosen = System.getProperty(ARCHIVE_PROPERTY);
    Path archive =
        chosen != null
            ? Path.of(chosen)
            : localRepository()
                .resolve("io/apicurio/apicurio-registry-app")
                .resolve(version)
                .resolve("apicurio-registry-app-" + version + "-all.tar.gz");
    if (!Files.isRegularFile(archive)) {
      throw new IllegalStateException(
          "No Apicurio Registry at %s. Start this JVM with the class path that Maven resolved, or name the archive with -D%s=PATH."
              .formatted(archive, ARCHIVE_PROPERTY));
    }
    return archive;
  }

  /** Six levels above {@code org/apache/kafka/kafka-clients/VERSION/kafka-clients-VERSION.jar}. */
  private static Path localRepository() {
    try {
      Path path = Path.of(Admin.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      for (int level = 0; level < 6 && path.getParent() != null; level++) {
        path = path.getParent();
      }
      return path;
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
