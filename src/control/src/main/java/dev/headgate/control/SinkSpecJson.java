package dev.headgate.control;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.headgate.dataflow.sink.OnValueError;
import dev.headgate.dataflow.sink.OnValueError.SkipAndRecord;
import dev.headgate.dataflow.sink.OnValueError.Stall;
import dev.headgate.dataflow.sink.SinkSpec;
import java.io.IOException;
import java.util.OptionalInt;
import java.util.Set;

/**
 * The JSON of what a sink writes and how. Where there is no {@code deadLetterTopic} the sink stalls
 * at a row that it cannot write.
 */
final class SinkSpecJson {

  private static final Set<String> MEMBERS =
      Set.of(
          "topic",
          "partitions",
          "replicationFactor",
          "topicConfig",
          "key",
          "snapshot",
          "deadLetterTopic");

  private SinkSpecJson() {}

  static void write(SinkSpec spec, JsonGenerator out) throws IOException {
    out.writeStartObject();
    out.writeStringField("topic", spec.topic());
    writeIfPresent("partitions", spec.partitions(), out);
    writeIfPresent("replicationFactor", spec.replicationFactor(), out);
    TextsJson.write("topicConfig", spec.topicConfig(), out);
    TextsJson.write("key", spec.key(), out);
    out.writeBooleanField("snapshot", spec.snapshot());
    if (spec.onValueError() instanceof SkipAndRecord skip) {
      out.writeStringField("deadLetterTopic", skip.deadLetterTopic());
    }
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
        json.get("snapshot").bool(),
        json.find("deadLetterTopic")
            .<OnValueError>map(topic -> new SkipAndRecord(topic.text()))
            .orElseGet(Stall::new));
  }

  private static OptionalInt optionalCount(Member json, String name) {
    return json.find(name).map(count -> OptionalInt.of(count.int32(1))).orElse(OptionalInt.empty());
  }
}
