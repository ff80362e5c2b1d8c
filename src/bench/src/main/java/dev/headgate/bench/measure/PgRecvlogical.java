package dev.headgate.bench.measure;

import dev.headgate.dataflow.time.Timestamp;
import dev.headgate.testkit.load.TestDatabase;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * PostgreSQL's own program that receives a slot's changes, here to throw them away: what the server
 * can send at most to one client.
 *
 * @param program where it is
 * @param version as it says
 */
record PgRecvlogical(Path program, String version) {

  private static final String NAME = "pg_recvlogical";
  private static final Path DEBIAN = Path.of("/usr/lib/postgresql");
  private static final long LIMIT_SECONDS = 600;

  /** The chosen one; else the newest of Debian's, whose one on the PATH is a script; else that. */
  static Optional<PgRecvlogical> find(Optional<Path> chosen)
      throws IOException, InterruptedException {
    var found = chosen.isPresent() ? chosen : onDebian().or(PgRecvlogical::onPath);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new PgRecvlogical(
            found.get(), output(new ProcessBuilder(found.get().toString(), "--version")).strip()));
  }

  private static Optional<Path> onDebian() {
    if (!Files.isDirectory(DEBIAN)) {
      return Optional.empty();
    }
    try (var releases = Files.list(DEBIAN)) {
      return releases
          .filter(release -> release.getFileName().toString().matches("[0-9]+"))
          .filter(release -> Files.isExecutable(program(release)))
          .max(Comparator.comparingInt(r -> Integer.parseInt(r.getFileName().toString())))
          .map(PgRecvlogical::program);
    } catch (IOException unreadable) {
      return Optional.empty();
    }
  }

  private static Path program(Path release) {
    return release.resolve("bin").resolve(NAME);
  }

  private static Optional<Path> onPath() {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
        .map(directory -> Path.of(directory, NAME))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** Receives what is there up to {@code end}, which nothing but the last commit ends at. */
  void receive(TestDatabase database, String slot, String publication, Timestamp end)
      throws IOException, InterruptedException {
    var server = database.server();
    var builder =
        new ProcessBuilder(
            List.of(
                program.toString(),
                "--host=" + server.host(),
                "--port=" + server.port(),
                "--username=" + server.superuser(),
                "--dbname=" + database.name(),
                "--slot=" + slot,
                "--start",
                "--no-loop",
                "--endpos=" + end.toLsn(),
                "--option=proto_version=1",
                "--option=publication_names=" + publication,
                "--file=/dev/null"));
    builder.environment().put("PGPASSWORD", server.password());
    output(builder);
  }

  private static String output(ProcessBuilder builder) throws IOException, InterruptedException {
    var process = builder.redirectErrorStream(true).start();
    var text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
      process.destroyForcibly();
      throw new IOException("%s failed: %s".formatted(builder.command(), text));
    }
    return text;
  }
}
