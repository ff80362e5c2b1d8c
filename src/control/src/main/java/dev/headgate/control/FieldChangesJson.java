package dev.headgate.control;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.headgate.dataflow.preview.FieldChange;
import dev.headgate.dataflow.preview.FieldChange.Added;
import dev.headgate.dataflow.preview.FieldChange.Changed;
import dev.headgate.dataflow.preview.FieldChange.Field;
import dev.headgate.dataflow.preview.FieldChange.Removed;
import dev.headgate.dataflow.preview.SchemaDifference;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * The JSON of how a message's fields would change: each as it was ({@code before}) and would be
 * ({@code after}), without the one that there is not.
 */
final class FieldChangesJson {

  private FieldChangesJson() {}

  static void write(String name, List<FieldChange> changes, JsonGenerator out) throws IOException {
    out.writeArrayFieldStart(name);
    for (var change : changes) {
      out.writeStartObject();
      switch (change) {
        case Added(var field) -> write("after", field, out);
        case Removed(var field) -> write("before", field, out);
        case Changed(var before, var after) -> {
          write("before", before, out);
          write("after", after, out);
        }
      }
      out.writeEndObject();
    }
    out.writeEndArray();
  }

  private static void write(String name, Field field, JsonGenerator out) throws IOException {
    out.writeObjectFieldStart(name);
    out.writeStringField("name", field.name());
    out.writeStringField("type", field.type());
    out.writeBooleanField("nullable", field.nullable());
    out.writeEndObject();
  }

  static SchemaDifference readDifference(Member json) {
    return new SchemaDifference(changes(json.get("key")), changes(json.get("value")));
  }

  private static List<FieldChange> changes(Member json) {
    return json.elements().stream().map(FieldChangesJson::change).toList();
  }

  private static FieldChange change(Member json) {
    Optional<Field> before = json.find("before").map(FieldChangesJson::field);
    return json.find("after")
        .map(FieldChangesJson::field)
        .<FieldChange>map(
            after -> before.<FieldChange>map(b -> new Changed(b, after)).orElse(new Added(after)))
        .orElseGet(
            () ->
                new Removed(
                    before.orElseThrow(
                        () -> json.wrong("must have before or after, has neither"))));
  }

  private static Field field(Member json) {
    return new Field(json.get("name").text(), json.get("type").text(), json.get("nullable").bool());
  }
}
