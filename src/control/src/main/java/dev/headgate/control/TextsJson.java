package dev.headgate.control;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Writes members that hold several texts. */
final class TextsJson {

  private TextsJson() {}

  static void write(String name, List<String> texts, JsonGenerator out) throws IOException {
    out.writeArrayFieldStart(name);
    for (var text : texts) {
      out.writeString(text);
    }
    out.writeEndArray();
  }

  /** In the order of their names, so that equal values give equal bytes. */
  static void write(String name, Map<String, String> texts, JsonGenerator out) throws IOException {
    out.writeObjectFieldStart(name);
    for (var text : new TreeMap<>(texts).entrySet()) {
      out.writeStringField(text.getKey(), text.getValue());
    }
    out.writeEndObject();
  }
}
