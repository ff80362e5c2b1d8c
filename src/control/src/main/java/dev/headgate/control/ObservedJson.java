package dev.headgate.control;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.headgate.dataflow.cutover.Observed;
import dev.headgate.dataflow.cutover.Observed.Skipped;
import dev.headgate.dataflow.cutover.Observed.Statistics;
import dev.headgate.dataflow.progress.MalformedProgressException;
import dev.headgate.dataflow.progress.ProgressJson;
import dev.headgate.dataflow.progress.ProgressRecord;
import java.io.IOException;

/**
 * The JSON of what a worker says of a sink. It never holds credentials.
 *
 * <p>Reading ignores members that it does not know, since the worker may be the newer one; except
 * within the record's relation, as {@link ProgressJson} says.
 *
 * <p>Immutable and thread-safe.
 */
public final class ObservedJson {

  private final JsonDocument document = new JsonDocument("observed");
  private final ProgressJson progress = new ProgressJson();

  /** UTF-8 JSON without line breaks; equal observations give equal bytes. */
  public byte[] write(Observed observed) {
    return document.write(out -> write(observed, out));
  }

  /**
   * Reads what {@link #write(Observed)} wrote.
   *
   * @throws MalformedMessageException if it is no such thing
   */
  public Observed read(byte[] json) {
    return read(document.read(json));
  }

  private void write(Observed observed, JsonGenerator out) throws IOException {
    out.writeStartObject();
    out.writeStringField("incarnation", observed.incarnation());
    out.writeNumberField("acknowledgedGeneration", observed.acknowledgedGeneration());
    out.writeStringField("activity", Words.ACTIVITY.word(observed.activity()));
    if (observed.record().isPresent()) {
      out.writeFieldName("record");
      progress.write(observed.record().get(), out);
    }
    if (observed.upper().isPresent()) {
      out.writeStringField("upper", observed.upper().get().toString());
    }
    if (observed.cutover().isPresent()) {
      out.writeFieldName("cutover");
      ObservedCutoverJson.write(observed.cutover().get(), out);
    }
    write(observed.statistics(), out);
    if (observed.error().isPresent()) {
      out.writeStringField("error", observed.error().get());
    }
    out.writeEndObject();
  }

  private static void write(Statistics statistics, JsonGenerator out) throws IOException {
    out.writeObjectFieldStart("statistics");
    out.writeNumberField("messagesStaged", statistics.messagesStaged());
    out.writeNumberField("messagesCommitted", statistics.messagesCommitted());
    out.writeNumberField("bytesStaged", statistics.bytesStaged());
    out.writeNumberField("bytesCommitted", statistics.bytesCommitted());
    out.writeNumberField("rowsSkipped", statistics.skipped().rows());
    if (statistics.skipped().last().isPresent()) {
      out.writeStringField("lastSkipped", statistics.skipped().last().get());
    }
    out.writeEndObject();
  }

  private Observed read(Member json) {
    return new Observed(
        json.get("incarnation").text(),
        json.get("acknowledgedGeneration").count(),
        Words.ACTIVITY.read(json.get("activity")),
        json.find("record").map(this::record),
        json.find("upper").map(Member::timestamp),
        json.find("cutover").map(ObservedCutoverJson::read),
        statistics(json.get("statistics")),
        json.find("error").map(Member::text));
  }

  private ProgressRecord record(Member json) {
    try {
      return progress.read(json.tokens());
    } catch (MalformedProgressException e) {
      throw json.wrong("must be a progress record, is not: " + e.getMessage());
    } catch (IOException e) {
      throw new AssertionError("JSON in memory is read without I/O", e);
    }
  }

  private static Statistics statistics(Member json) {
    return new Statistics(
        json.get("messagesStaged").count(),
        json.get("messagesCommitted").count(),
        json.get("bytesStaged").count(),
        json.get("bytesCommitted").count(),
        new Skipped(
            // An older worker skips none.
            json.find("rowsSkipped").map(Member::count).orElse(0L),
            json.find("lastSkipped").map(Member::text)));
  }
}
