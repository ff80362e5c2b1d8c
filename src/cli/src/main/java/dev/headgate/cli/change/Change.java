package dev.headgate.cli.change;

import java.util.Map;

/**
 * Fields of a Sink's spec that are to be written.
 *
 * @param spec as a JSON merge patch of {@code spec}; empty: there is nothing to do
 * @param says what has been done once it is written, after the name of the Sink
 */
public record Change(Map<String, Object> spec, String says) {

  public Change {
    spec = Map.copyOf(spec);
  }

  static Change nothing(String says) {
    return new Change(Map.of(), says);
  }

  public boolean isNothing() {
    return spec.isEmpty();
  }
}
