package dev.headgate.control;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.headgate.dataflow.sink.SinkSpec;
import java.io.IOException;
import java.util.OptionalInt;
import java.util.Set;

/** The JSON of what a sink writes and how. */
final class SinkSpecJson {

  private static final Set<String> MEMBERS =
      Set.of("topic", "partitions", "replicationFactor", "topicConfig", "key", "snapshot");

  private SinkSpecJson() {}

  static void write(SinkSpec spec, JsonGenerator out) throws IOException {
    out.writeStartObject();
    out.writeStringField("topic", spec.topic());
    writeIfPresent("partitions", spec.partitions(), out);
    writeIfPresent("replicationFactor", spec.replicationFactor(), out);
    TextsJson.write("topicConfig", spec.topicConfig(), out);
    TextsJson.write("key", spec.key(), out);
    out.writeBooleanField("snapshot", spec.snapshot());
    out.writeEndObject();
  }

  private static void writeIfPresent(String name, OptionalInt number, JsonGenerator out)
      throws IOException {
    if (number.isPresent()) {
      out.writeNumberField(name, number.getAsInt());
    }
  }

  static SinkSpec read(Member json) {
    json.refuseOthersThan(MEMBERS);
    return new SinkSpec(
        json.get("topic").text(),
        optionalCount(json, "partitions"),
        optionalCount(json, "replicationFactor"),
        json.get("topicConfig").textsByName(),
        json.get("key").someElements().stream().map(Member::text).toList(),
        json.get("snapshot").bool());
  }

  private static OptionalInt optionalCount(Member json, String name) {
    return json.find(name).map(count -> OptionalInt.of(count.int32(1))).orElse(OptionalInt.empty());
  }
}
