package dev.headgate.control;

import dev.headgate.dataflow.sink.SinkId;
import java.util.Set;

/**
 * The JSON of an assignment: {@code {"sink": "...", "desired": {...}}}. It holds credentials in
 * clear, so it belongs in a Secret, and never a grant: one that a file holds all the same is not
 * read.
 *
 * <p>Immutable and thread-safe.
 */
public final class AssignmentJson {

  private static final Set<String> MEMBERS = Set.of("sink", "desired");

  private final JsonDocument document = new JsonDocument("assignment");

  /** UTF-8 JSON without line breaks; equal assignments give equal bytes. */
  public byte[] write(Assignment assignment) {
    return document.write(
        out -> {
          out.writeStartObject();
          out.writeStringField("sink", assignment.sink().value());
          out.writeFieldName("desired");
          DesiredJson.write(assignment.desired(), out);
          out.writeEndObject();
        });
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws MalformedMessageException if it is no such thing
   */
  public Assignment read(byte[] json) {
    var assignment = document.read(json);
    assignment.refuseOthersThan(MEMBERS);
    return new Assignment(
        sink(assignment.get("sink")), DesiredJson.read(assignment.get("desired")));
  }

  private static SinkId sink(Member json) {
    if (json.text().isBlank()) {
      throw json.mustBe("a sink id");
    }
    return new SinkId(json.text());
  }
}
