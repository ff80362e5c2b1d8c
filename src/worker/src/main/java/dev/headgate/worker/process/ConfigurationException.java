package dev.headgate.worker.process;

import java.util.List;

/** A worker cannot start as it is configured. */
final class ConfigurationException extends Exception {

  private static final long serialVersionUID = 1;

  private final transient List<String> problems;

  /**
   * @param problems all that is wrong, each a sentence for people
   */
  ConfigurationException(List<String> problems) {
    super(String.join("; ", problems));
    this.problems = List.copyOf(problems);
  }

  ConfigurationException(String problem, Throwable cause) {
    super(problem, cause);
    this.problems = List.of(problem);
  }

  List<String> problems() {
    return problems;
  }
}
