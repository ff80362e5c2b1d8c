package dev.headgate.cli.view;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.headgate.cli.cluster.SinkObject;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Answers as JSON and YAML. */
public final class Documents {

  private final KubernetesSerialization serialization = new KubernetesSerialization();
  private final ObjectMapper json = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  /** Ends with a line break. */
  public String of(Format format, Object value) {
    return switch (format) {
      case json -> json(value) + "\n";
      case yaml -> withoutStart(serialization.asYaml(value));
      case table, wide -> throw new IllegalArgumentException(format + " is not a document");
    };
  }

  private String json(Object value) {
    try {
      return json.writeValueAsString(serialization.convertValue(value, Object.class));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("no JSON of a " + value.getClass().getSimpleName(), e);
    }
  }

  private static String withoutStart(String yaml) {
    return yaml.startsWith("---\n") ? yaml.substring("---\n".length()) : yaml;
  }

  /** As the API server has it, but for who owns which field, as kubectl shows it. */
  public static Object shown(SinkObject sink) {
    var shown = new KubernetesSerialization().clone(sink.raw());
    shown.getMetadata().setManagedFields(null);
    return shown;
  }

  /** As kubectl shows several objects. */
  public static Object list(List<SinkObject> sinks) {
    Map<String, Object> list = new LinkedHashMap<>();
    list.put("apiVersion", "v1");
    list.put("kind", "List");
    list.put("metadata", Map.of("resourceVersion", ""));
    list.put("items", sinks.stream().map(Documents::shown).toList());
    return list;
  }
}
