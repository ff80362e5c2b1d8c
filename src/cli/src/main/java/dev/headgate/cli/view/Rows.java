package dev.headgate.cli.view;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.List;
import java.util.Map;

/** The rows that a statement answers with. */
public final class Rows {

  private final KubernetesSerialization serialization = new KubernetesSerialization();
  private final ObjectMapper json = new ObjectMapper();

  /**
   * As a table with a head, or as a list of objects.
   *
   * @param rows each with all columns
   */
  public String of(Format format, List<String> columns, List<Map<String, Object>> rows) {
    if (!format.isTable()) {
      return new Documents().of(format, rows);
    }
    var table = new Table(columns.toArray(String[]::new));
    rows.forEach(row -> table.row(columns.stream().map(c -> cell(row.get(c))).toArray()));
    return table.text();
  }

  private String cell(Object value) {
    if (value == null || value instanceof String) {
      return (String) value;
    }
    try {
      return json.writeValueAsString(serialization.convertValue(value, Object.class));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("no JSON of a " + value.getClass().getSimpleName(), e);
    }
  }
}
