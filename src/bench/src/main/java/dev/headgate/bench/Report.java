package dev.headgate.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.UncheckedIOException;

/**
 * The document of one run: {@code startedAt}, {@code machine}, {@code versions}, {@code settings},
 * and in {@code measurements} for each benchmark its figures, or its {@code error}; or what a soak
 * puts there.
 */
final class Report {

  private final ObjectMapper json = new ObjectMapper();
  private final ObjectNode root = json.createObjectNode();
  private final ObjectNode measurements = json.createObjectNode();
  private boolean complete = true;

  /**
   * Adds something that holds for the whole run.
   *
   * @param value records, lists and maps become what they are in JSON
   */
  void put(String name, Object value) {
    root.set(name, json.valueToTree(value));
  }

  void measured(Benchmark benchmark, Object figures) {
    measurements.set(benchmark.field(), json.valueToTree(figures));
  }

  void failed(Benchmark benchmark, Exception why) {
    complete = false;
    measurements.putObject(benchmark.field()).put("error", String.valueOf(why.getMessage()));
  }

  /** Whether nothing has failed. */
  boolean isComplete() {
    return complete;
  }

  String text() {
    if (!measurements.isEmpty()) {
      root.set("measurements", measurements);
    }
    try {
      return json.writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n";
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }
}
