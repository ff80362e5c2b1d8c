package dev.headgate.operator;

import java.util.List;

/** The operator cannot start as it is configured. */
final class ConfigurationException extends Exception {

  private static final long serialVersionUID = 1L;

  /**
   * @param problems all of them, each a sentence that says what to do
   */
  ConfigurationException(List<String> problems) {
    super(String.join("\n", problems));
  }
}
