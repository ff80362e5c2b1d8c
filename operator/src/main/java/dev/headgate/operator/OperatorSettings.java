package dev.headgate.operator;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What an operator is configured with: the environment variables below and nothing else. {@code
 * docs/operator.md} shows the same to users.
 *
 * @param installation first part of every sink's id
 * @param namespace where the operator itself runs
 * @param watched namespaces whose resources it looks after; empty: all
 * @param workerImage image of new workers
 * @param workerJavaOptions options of their Java virtual machines
 * @param leaderElection whether one of several operators leads
 * @param identity of this process among them
 * @param listen where health is served
 */
public record OperatorSettings(
    String installation,
    String namespace,
    Set<String> watched,
    String workerImage,
    Optional<String> workerJavaOptions,
    boolean leaderElection,
    Optional<String> identity,
    InetSocketAddress listen) {

  /** Lower-case letters, digits and dashes; it must never change. */
  static final String INSTALLATION = "HEADGATE_INSTALLATION";

  /** Required: where the lease and the jobs that release sinks are kept. */
  static final String NAMESPACE = "HEADGATE_NAMESPACE";

  /** Comma-separated; absent: all. */
  static final String WATCH_NAMESPACES = "HEADGATE_WATCH_NAMESPACES";

  /** Required. */
  static final String WORKER_IMAGE = "HEADGATE_WORKER_IMAGE";

  /** For example {@code -Xmx256m}. */
  static final String WORKER_JAVA_OPTIONS = "HEADGATE_WORKER_JAVA_OPTIONS";

  /** {@code true} or {@code false}. */
  static final String LEADER_ELECTION = "HEADGATE_LEADER_ELECTION";

  /** The pod's name; absent: random. */
  static final String IDENTITY = "HEADGATE_IDENTITY";

  /** {@code host:port}. */
  static final String LISTEN = "HEADGATE_LISTEN";

  static final String DEFAULT_INSTALLATION = "headgate";
  static final String DEFAULT_LISTEN = "0.0.0.0:8081";

  private static final Pattern LABEL = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");

  public OperatorSettings {
    watched = Set.copyOf(watched);
  }

  /**
   * Reads the environment. A variable that is empty counts as absent.
   *
   * @throws ConfigurationException with all that is wrong
   */
  static OperatorSettings from(Map<String, String> environment) throws ConfigurationException {
    return new Reading(environment).read();
  }

  /** One reading, which gathers problems. */
  private static final class Reading {
    private final Map<String, String> environment;
    private final List<String> problems = new ArrayList<>();

    Reading(Map<String, String> environment) {
      this.environment = environment;
    }

    OperatorSettings read() throws ConfigurationException {
      var installation = label(INSTALLATION, variable(INSTALLATION).orElse(DEFAULT_INSTALLATION));
      var namespace = label(NAMESPACE, required(NAMESPACE, "the namespace of the operator itself"));
      var watched = watched();
      var image = required(WORKER_IMAGE, "the image of workers");
      var leaderElection = leaderElection();
      var listen = listen();
      if (!problems.isEmpty()) {
        throw new ConfigurationException(problems);
      }
      return new OperatorSettings(
          installation,
          namespace,
          watched,
          image,
          variable(WORKER_JAVA_OPTIONS),
          leaderElection,
          variable(IDENTITY),
          listen);
    }

    private Optional<String> variable(String name) {
      return Optional.ofNullable(environment.get(name)).filter(value -> !value.isBlank());
    }

    private String required(String name, String what) {
      return variable(name)
          .orElseGet(
              () -> {
                problems.add("%s is not set: it names %s".formatted(name, what));
                return "missing";
              });
    }

    private String label(String name, String text) {
      if (!LABEL.matcher(text).matches()) {
        problems.add(
            "%s is \"%s\": write up to 63 lower-case letters, digits and dashes"
                .formatted(name, text));
      }
      return text;
    }

    private Set<String> watched() {
      var namespaces = new TreeSet<String>();
      variable(WATCH_NAMESPACES).stream()
          .flatMap(text -> Stream.of(text.split(",")))
          .map(String::strip)
          .forEach(namespace -> namespaces.add(label(WATCH_NAMESPACES, namespace)));
      return namespaces;
    }

    private boolean leaderElection() {
      var text = variable(LEADER_ELECTION).orElse("true");
      if (!Set.of("true", "false").contains(text)) {
        problems.add("%s is \"%s\": write true or false".formatted(LEADER_ELECTION, text));
      }
      return text.equals("true");
    }

    private InetSocketAddress listen() {
      var text = variable(LISTEN).orElse(DEFAULT_LISTEN);
      int colon = text.lastIndexOf(':');
      try {
        var address =
            new InetSocketAddress(
                text.substring(0, Math.max(0, colon)), Integer.parseInt(text.substring(colon + 1)));
        if (!address.isUnresolved()) {
          return address;
        }
        problems.add("%s is \"%s\": that host is not known here".formatted(LISTEN, text));
      } catch (IllegalArgumentException e) {
        problems.add(
            "%s is \"%s\": write host:port, for example %s"
                .formatted(LISTEN, text, DEFAULT_LISTEN));
      }
      return InetSocketAddress.createUnresolved("", 0);
    }
  }
}
