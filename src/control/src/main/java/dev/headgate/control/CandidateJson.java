package dev.headgate.control;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.headgate.dataflow.cutover.Candidate;
import dev.headgate.dataflow.cutover.CutoverId;
import java.io.IOException;
import java.util.Set;

/** The JSON of a definition that is to become the next version. */
final class CandidateJson {

  private static final Set<String> MEMBERS =
      Set.of("definition", "id", "attempt", "deadline", "terms", "grant");

  private CandidateJson() {}

  static void write(Candidate candidate, JsonGenerator out) throws IOException {
    out.writeStartObject();
    out.writeFieldName("definition");
    DefinitionJson.write(candidate.definition(), out);
    out.writeStringField("id", candidate.id().value());
    out.writeNumberField("attempt", candidate.attempt());
    if (candidate.deadline().isPresent()) {
      out.writeStringField("deadline", candidate.deadline().get().toString());
    }
    out.writeFieldName("terms");
    TermsJson.write(candidate.terms(), out);
    if (candidate.grant().isPresent()) {
      out.writeStringField("grant", Words.GRANT.word(candidate.grant().get()));
    }
    out.writeEndObject();
  }

  static Candidate read(Member json) {
    json.refuseOthersThan(MEMBERS);
    return new Candidate(
        DefinitionJson.read(json.get("definition")),
        new CutoverId(json.get("id").text()),
        json.get("attempt").int32(0),
        json.find("deadline").map(Member::instant),
        TermsJson.read(json.get("terms")),
        json.find("grant").map(Words.GRANT::read));
  }
}
