package dev.headgate.control;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.headgate.dataflow.sink.Definition;
import dev.headgate.dataflow.sink.Version;
import java.io.IOException;
import java.util.Set;

/** The JSON of one version of a sink. */
final class DefinitionJson {

  private static final Set<String> MEMBERS = Set.of("version", "relation", "spec", "connections");

  private DefinitionJson() {}

  static void write(Definition definition, JsonGenerator out) throws IOException {
    out.writeStartObject();
    out.writeNumberField("version", definition.version().number());
    out.writeFieldName("relation");
    RelationJson.write(definition.relation(), out);
    out.writeFieldName("spec");
    SinkSpecJson.write(definition.spec(), out);
    out.writeFieldName("connections");
    ConnectionsJson.write(definition.connections(), out);
    out.writeEndObject();
  }

  static Definition read(Member json) {
    json.refuseOthersThan(MEMBERS);
    return new Definition(
        new Version(json.get("version").int32(1)),
        RelationJson.read(json.get("relation")),
        SinkSpecJson.read(json.get("spec")),
        ConnectionsJson.read(json.get("connections")));
  }
}
