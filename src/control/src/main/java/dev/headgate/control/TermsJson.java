package dev.headgate.control;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.headgate.dataflow.cutover.Terms;
import dev.headgate.dataflow.preview.KeyLimits;
import java.io.IOException;
import java.util.OptionalLong;
import java.util.Set;

/** The JSON of the terms of a cutover. A limit that is absent is none. */
final class TermsJson {

  private static final Set<String> MEMBERS =
      Set.of("mode", "schemaCheck", "maxStaleKeys", "maxMissingKeys", "maxOrphanKeys", "preview");

  private TermsJson() {}

  static void write(Terms terms, JsonGenerator out) throws IOException {
    out.writeStartObject();
    out.writeStringField("mode", Words.MODE.word(terms.mode()));
    out.writeStringField("schemaCheck", Words.SCHEMA_CHECK.word(terms.schemaCheck()));
    write("maxStaleKeys", terms.limits().stale(), out);
    write("maxMissingKeys", terms.limits().missing(), out);
    write("maxOrphanKeys", terms.limits().orphan(), out);
    out.writeNumberField("preview", terms.preview());
    out.writeEndObject();
  }

  private static void write(String name, OptionalLong limit, JsonGenerator out) throws IOException {
    if (limit.isPresent()) {
      out.writeNumberField(name, limit.getAsLong());
    }
  }

  static Terms read(Member json) {
    json.refuseOthersThan(MEMBERS);
    return new Terms(
        Words.MODE.read(json.get("mode")),
        Words.SCHEMA_CHECK.read(json.get("schemaCheck")),
        new KeyLimits(
            limit(json, "maxStaleKeys"),
            limit(json, "maxMissingKeys"),
            limit(json, "maxOrphanKeys")),
        json.get("preview").int32(0));
  }

  private static OptionalLong limit(Member json, String name) {
    return json.find(name)
        .map(limit -> OptionalLong.of(limit.count()))
        .orElse(OptionalLong.empty());
  }
}
