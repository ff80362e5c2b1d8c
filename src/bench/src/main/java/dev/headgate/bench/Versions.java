package dev.headgate.bench;

import dev.headgate.bench.stage.Servers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.utils.AppInfoParser;
import org.postgresql.util.DriverInfo;

/**
 * What was measured.
 *
 * @param headgateCommit of the working directory, with a {@code +} if there are changes beside it;
 *     or "unknown"
 */
record Versions(String headgateCommit, String postgresql, String kafka, String pgjdbc) {

  static Versions of(Servers servers) throws SQLException, InterruptedException {
    String postgresql;
    try (var connection = servers.postgres().connect("postgres")) {
      postgresql = connection.getMetaData().getDatabaseProductVersion();
    }
    return new Versions(
        commit(), postgresql, AppInfoParser.getVersion(), DriverInfo.DRIVER_VERSION);
  }

  private static String commit() throws InterruptedException {
    try {
      var head = git("rev-parse", "HEAD");
      return git("status", "--porcelain").isEmpty() ? head : head + "+";
    } catch (IOException notThere) {
      return "unknown";
    }
  }

  private static String git(String... arguments) throws IOException, InterruptedException {
    var command = new ArrayList<>(List.of("git"));
    command.addAll(List.of(arguments));
    var process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(command + " failed");
    }
    return output.strip();
  }
}
