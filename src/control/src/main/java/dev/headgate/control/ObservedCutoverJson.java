package dev.headgate.control;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.headgate.dataflow.cutover.CutoverId;
import dev.headgate.dataflow.cutover.Observed;
import java.io.IOException;

/** The JSON of how a try stands. */
final class ObservedCutoverJson {

  private ObservedCutoverJson() {}

  static void write(Observed.Cutover cutover, JsonGenerator out) throws IOException {
    out.writeStartObject();
    out.writeStringField("id", cutover.id().value());
    out.writeStringField("step", Words.STEP.word(cutover.step()));
    if (cutover.grant().isPresent()) {
      out.writeStringField("grant", Words.GRANT.word(cutover.grant().get()));
    }
    if (cutover.since().isPresent()) {
      out.writeStringField("since", cutover.since().get().toString());
    }
    if (cutover.timestamp().isPresent()) {
      out.writeStringField("timestamp", cutover.timestamp().get().toString());
    }
    TextsJson.write("blockers", cutover.blockers(), out);
    TextsJson.write("problems", cutover.problems(), out);
    if (cutover.preview().isPresent()) {
      out.writeFieldName("preview");
      PreviewJson.write(cutover.preview().get(), out);
    }
    out.writeEndObject();
  }

  static Observed.Cutover read(Member json) {
    return new Observed.Cutover(
        new CutoverId(json.get("id").text()),
        Words.STEP.read(json.get("step")),
        json.find("grant").map(Words.GRANT::read),
        json.find("since").map(Member::timestamp),
        json.find("timestamp").map(Member::timestamp),
        json.get("blockers").texts(),
        json.get("problems").texts(),
        json.find("preview").map(PreviewJson::read));
  }
}
