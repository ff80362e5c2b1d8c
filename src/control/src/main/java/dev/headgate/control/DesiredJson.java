package dev.headgate.control;

import static java.util.stream.Collectors.toUnmodifiableSet;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.headgate.dataflow.cutover.Desired;
import java.io.IOException;
import java.util.Set;
import java.util.TreeSet;

/**
 * The JSON of what the operator wants of a worker. It holds credentials in clear.
 *
 * <p>Reading refuses members that it does not know: a worker must not ignore the wish of a newer
 * operator.
 *
 * <p>Immutable and thread-safe.
 */
public final class DesiredJson {

  private static final Set<String> MEMBERS =
      Set.of(
          "generation",
          "uid",
          "run",
          "expectProgress",
          "active",
          "candidate",
          "attemptsEnded",
          "keep");

  private final JsonDocument document = new JsonDocument("desired");

  /** UTF-8 JSON without line breaks; equal wishes give equal bytes. */
  public byte[] write(Desired desired) {
    return document.write(out -> write(desired, out));
  }

  /**
   * Reads what {@link #write(Desired)} wrote.
   *
   * @throws MalformedMessageException if it is no such thing
   */
  public Desired read(byte[] json) {
    return read(document.read(json));
  }

  static void write(Desired desired, JsonGenerator out) throws IOException {
    out.writeStartObject();
    out.writeNumberField("generation", desired.generation());
    out.writeStringField("uid", desired.uid());
    out.writeStringField("run", Words.RUN.word(desired.run()));
    out.writeBooleanField("expectProgress", desired.expectProgress());
    out.writeFieldName("active");
    DefinitionJson.write(desired.active(), out);
    if (desired.candidate().isPresent()) {
      out.writeFieldName("candidate");
      CandidateJson.write(desired.candidate().get(), out);
    }
    out.writeNumberField("attemptsEnded", desired.attemptsEnded());
    out.writeArrayFieldStart("keep");
    for (long table : new TreeSet<>(desired.keep())) {
      out.writeNumber(table);
    }
    out.writeEndArray();
    out.writeEndObject();
  }

  static Desired read(Member json) {
    json.refuseOthersThan(MEMBERS);
    return new Desired(
        json.get("generation").count(),
        json.get("uid").text(),
        Words.RUN.read(json.get("run")),
        json.get("expectProgress").bool(),
        DefinitionJson.read(json.get("active")),
        json.find("candidate").map(CandidateJson::read),
        json.get("attemptsEnded").int32(0),
        json.get("keep").elements().stream().map(Member::oid).collect(toUnmodifiableSet()));
  }
}
