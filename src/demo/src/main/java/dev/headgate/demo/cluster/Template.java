package dev.headgate.demo.cluster;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** A resource of the demo with names in it, as {@code ${KAFKA}}, that stand for values. */
record Template(String text) {

  /** Reads it. */
  static Template of(String resource) throws IOException {
    try (var in = Template.class.getResourceAsStream(resource)) {
      return new Template(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  String filled(Map<String, String> values) {
    String filled = text;
    for (var value : values.entrySet()) {
      filled = filled.replace("${" + value.getKey() + "}", value.getValue());
    }
    return filled;
  }
}
