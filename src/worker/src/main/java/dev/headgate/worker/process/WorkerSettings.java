package dev.headgate.worker.process;

import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * What a worker is configured with: the environment variables below and nothing else. {@code
 * docs/worker.md} shows the same to users.
 *
 * @param assignments directory of the assignments, one {@code *.json} a sink
 * @param listen where HTTP is served; port 0: any free one
 * @param tokenFile holds the token of the control API
 * @param portFile where the port is written once it is served
 * @param incarnation of this process
 * @param stop how long closing the sinks may take
 * @param spill directory for contents that do not fit in memory
 * @param spillBytes how much they may take there
 */
record WorkerSettings(
    Path assignments,
    InetSocketAddress listen,
    Path tokenFile,
    Optional<Path> portFile,
    String incarnation,
    Duration stop,
    Path spill,
    long spillBytes) {

  /** Required: a directory. */
  static final String ASSIGNMENTS = "HEADGATE_ASSIGNMENTS";

  /** {@code host:port}, the last colon begins the port; an IPv6 host may be in brackets. */
  static final String LISTEN = "HEADGATE_LISTEN";

  /** Required: a file, read at every request. */
  static final String TOKEN_FILE = "HEADGATE_TOKEN_FILE";

  /** A file; absent: none is written. */
  static final String PORT_FILE = "HEADGATE_PORT_FILE";

  /** Any text that no other process of the sink ever had; absent: random. */
  static final String INCARNATION = "HEADGATE_INCARNATION";

  /** Whole seconds, 1 to 3600. */
  static final String STOP_SECONDS = "HEADGATE_STOP_SECONDS";

  /** A directory that can be written to; absent: the JVM's {@code java.io.tmpdir}. */
  static final String SPILL_DIRECTORY = "HEADGATE_SPILL_DIRECTORY";

  /** Whole mebibytes, 1 to 1048576. */
  static final String SPILL_MEBIBYTES = "HEADGATE_SPILL_MEBIBYTES";

  /** Read by {@code logback.xml}. */
  static final String LOG_LEVEL = "HEADGATE_LOG_LEVEL";

  static final String DEFAULT_LISTEN = "0.0.0.0:8080";
  static final int DEFAULT_STOP_SECONDS = 20;
  static final int DEFAULT_SPILL_MEBIBYTES = 4096;

  private static final int MAX_STOP_SECONDS = 3600;
  private static final int MAX_SPILL_MEBIBYTES = 1 << 20;
  private static final Set<String> LOG_LEVELS =
      Set.of("ERROR", "WARN", "INFO", "DEBUG", "TRACE", "OFF");

  /**
   * Reads the environment. A variable that is empty counts as absent.
   *
   * @param incarnations makes one that no process ever had
   * @throws ConfigurationException with all that is wrong
   */
  static WorkerSettings from(Map<String, String> environment, Supplier<String> incarnations)
      throws ConfigurationException {
    return new Reading(environment).read(incarnations);
  }

  /** One reading, which gathers problems. */
  private static final class Reading {
    private final Map<String, String> environment;
    private final List<String> problems = new ArrayList<>();

    Reading(Map<String, String> environment) {
      this.environment = environment;
    }

    WorkerSettings read(Supplier<String> incarnations) throws ConfigurationException {
      var assignments = required(ASSIGNMENTS, "the directory of the assignment files");
      var tokenFile = required(TOKEN_FILE, "the file that holds the control API's token");
      var listen = address();
      var stop = wholeNumber(STOP_SECONDS, DEFAULT_STOP_SECONDS, MAX_STOP_SECONDS, "whole seconds");
      var spill = spillDirectory();
      var spillMebibytes =
          wholeNumber(
              SPILL_MEBIBYTES, DEFAULT_SPILL_MEBIBYTES, MAX_SPILL_MEBIBYTES, "whole mebibytes");
      checkLogLevel();
      if (!problems.isEmpty()) {
        throw new ConfigurationException(problems);
      }
      return new WorkerSettings(
          Path.of(assignments),
          listen,
          Path.of(tokenFile),
          variable(PORT_FILE).map(Path::of),
          variable(INCARNATION).orElseGet(incarnations),
          Duration.ofSeconds(stop),
          spill,
          (long) spillMebibytes << 20);
    }

    private Optional<String> variable(String name) {
      return Optional.ofNullable(environment.get(name)).filter(value -> !value.isBlank());
    }

    private String required(String name, String what) {
      return variable(name)
          .orElseGet(
              () -> {
                problems.add("%s is not set: it names %s".formatted(name, what));
                return "";
              });
    }

    private InetSocketAddress address() {
      var text = variable(LISTEN).orElse(DEFAULT_LISTEN);
      int colon = text.lastIndexOf(':');
      int port = colon > 0 ? number(text.substring(colon + 1), 0, 65535) : -1;
      if (port < 0) {
        problems.add(
            "%s is \"%s\": write host:port, for example %s"
                .formatted(LISTEN, text, DEFAULT_LISTEN));
        return InetSocketAddress.createUnresolved("", 0);
      }
      var host = text.substring(0, colon);
      var address = new InetSocketAddress(host, port);
      if (address.isUnresolved()) {
        problems.add("%s is \"%s\": host \"%s\" is not known here".formatted(LISTEN, text, host));
      }
      return address;
    }

    private Path spillDirectory() {
      var path =
          Path.of(variable(SPILL_DIRECTORY).orElseGet(() -> System.getProperty("java.io.tmpdir")));
      if (!Files.isDirectory(path) || !Files.isWritable(path)) {
        problems.add(
            "%s is \"%s\": name a directory that this process can write to"
                .formatted(SPILL_DIRECTORY, path));
      }
      return path;
    }

    private int wholeNumber(String variable, int absent, int most, String unit) {
      var text = variable(variable).orElse(Integer.toString(absent));
      int found = number(text, 1, most);
      if (found < 0) {
        problems.add("%s is \"%s\": write %s from 1 to %d".formatted(variable, text, unit, most));
      }
      return found;
    }

    private void checkLogLevel() {
      var level = variable(LOG_LEVEL).orElse("INFO");
      if (!LOG_LEVELS.contains(level.toUpperCase(Locale.ROOT))) {
        problems.add(
            "%s is \"%s\": write one of ERROR, WARN, INFO, DEBUG, TRACE, OFF"
                .formatted(LOG_LEVEL, level));
      }
    }

    /** The number, or -1 if it is none or out of range. */
    private static int number(String text, int least, int most) {
      try {
        int number = Integer.parseInt(text);
        return number >= least && number <= most ? number : -1;
      } catch (NumberFormatException e) {
        return -1; // the caller names the variable
      }
    }
  }
}
