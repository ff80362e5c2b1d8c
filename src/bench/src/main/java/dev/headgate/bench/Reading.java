package dev.headgate.bench;

import java.util.Optional;
import java.util.Properties;

/** Reads system properties; an empty one counts as absent. */
record Reading(Properties properties) {

  Optional<String> text(String name) {
    return Optional.ofNullable(properties.getProperty(name)).filter(value -> !value.isBlank());
  }

  /** A whole number, 1 or more. */
  int number(String name, int otherwise) {
    var text = text(name);
    if (text.isEmpty()) {
      return otherwise;
    }
    if (!text.get().matches("[1-9][0-9]{0,8}")) {
      throw new IllegalArgumentException(
          "-D%s=%s: write a whole number, 1 or more".formatted(name, text.get()));
    }
    return Integer.parseInt(text.get());
  }
}
