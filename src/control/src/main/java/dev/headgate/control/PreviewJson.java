package dev.headgate.control;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.headgate.dataflow.preview.KeyDifference;
import dev.headgate.dataflow.preview.KeyDifference.Counted;
import dev.headgate.dataflow.preview.KeyDifference.Keys;
import dev.headgate.dataflow.preview.KeyDifference.NotCounted;
import dev.headgate.dataflow.preview.Preview;
import dev.headgate.dataflow.preview.SubjectVerdict;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/**
 * The JSON of a preview. Of each part that can be of several sorts one member tells which: {@code
 * keys} has {@code counted} or {@code notCounted}, a subject {@code compatible}, or else {@code
 * unknown}.
 */
final class PreviewJson {

  private PreviewJson() {}

  static void write(Preview preview, JsonGenerator out) throws IOException {
    out.writeStartObject();
    out.writeObjectFieldStart("schema");
    FieldChangesJson.write("key", preview.schema().key(), out);
    FieldChangesJson.write("value", preview.schema().value(), out);
    out.writeEndObject();
    out.writeArrayFieldStart("registry");
    for (var verdict : preview.registry()) {
      write(verdict, out);
    }
    out.writeEndArray();
    out.writeObjectFieldStart("keys");
    switch (preview.keys()) {
      case Counted counted -> write(counted, out);
      case NotCounted not -> write(not, out);
    }
    out.writeEndObject();
    out.writeStringField("at", preview.at().toString());
    out.writeNumberField("tookMillis", preview.took().toMillis());
    out.writeEndObject();
  }

  private static void write(SubjectVerdict verdict, JsonGenerator out) throws IOException {
    out.writeStartObject();
    out.writeStringField("subject", verdict.subject());
    switch (verdict) {
      case SubjectVerdict.Compatible compatible -> out.writeBooleanField("compatible", true);
      case SubjectVerdict.Incompatible incompatible -> {
        out.writeBooleanField("compatible", false);
        TextsJson.write("reasons", incompatible.reasons(), out);
      }
      case SubjectVerdict.Unknown unknown -> out.writeStringField("unknown", unknown.reason());
    }
    out.writeEndObject();
  }

  private static void write(Counted counted, JsonGenerator out) throws IOException {
    out.writeObjectFieldStart("counted");
    out.writeNumberField("oneIn", counted.oneIn());
    out.writeNumberField("compared", counted.compared());
    write("stale", counted.stale(), out);
    write("missing", counted.missing(), out);
    write("orphan", counted.orphan(), out);
    out.writeEndObject();
  }

  private static void write(String name, Keys keys, JsonGenerator out) throws IOException {
    out.writeObjectFieldStart(name);
    out.writeNumberField("count", keys.count());
    TextsJson.write("samples", keys.samples(), out);
    out.writeEndObject();
  }

  private static void write(NotCounted not, JsonGenerator out) throws IOException {
    out.writeObjectFieldStart("notCounted");
    out.writeStringField("reason", Words.NOT_COUNTED.word(not.reason()));
    out.writeStringField("message", not.message());
    out.writeEndObject();
  }

  static Preview read(Member json) {
    return new Preview(
        FieldChangesJson.readDifference(json.get("schema")),
        registry(json.get("registry")),
        keys(json.get("keys")),
        json.get("at").instant(),
        Duration.ofMillis(json.get("tookMillis").count()));
  }

  private static List<SubjectVerdict> registry(Member json) {
    return json.elements().stream().map(PreviewJson::verdict).toList();
  }

  private static SubjectVerdict verdict(Member json) {
    var subject = json.get("subject").text();
    var unknown = json.find("unknown");
    if (unknown.isPresent()) {
      return new SubjectVerdict.Unknown(subject, unknown.get().text());
    }
    return json.get("compatible").bool()
        ? new SubjectVerdict.Compatible(subject)
        : new SubjectVerdict.Incompatible(subject, json.get("reasons").texts());
  }

  private static KeyDifference keys(Member json) {
    return json.find("notCounted")
        .<KeyDifference>map(
            not ->
                new NotCounted(
                    Words.NOT_COUNTED.read(not.get("reason")), not.get("message").text()))
        .orElseGet(() -> counted(json.get("counted")));
  }

  private static Counted counted(Member json) {
    return new Counted(
        json.get("oneIn").int32(1),
        json.get("compared").count(),
        found(json.get("stale")),
        found(json.get("missing")),
        found(json.get("orphan")));
  }

  private static Keys found(Member json) {
    return new Keys(json.get("count").count(), json.get("samples").texts());
  }
}
