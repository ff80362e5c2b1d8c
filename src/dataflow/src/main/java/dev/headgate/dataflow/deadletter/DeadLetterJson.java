package dev.headgate.dataflow.deadletter;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.headgate.dataflow.row.ColumnText;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The JSON of a dead letter. Values are texts, as PostgreSQL prints them, or null. Where they would
 * make the record too large the longest are cut off; {@code truncated} then has the length in bytes
 * that each had. {@code unchanged} names columns whose value the UPDATE did not send.
 *
 * <p>Immutable and thread-safe.
 */
public final class DeadLetterJson {

  private final JsonFactory json = new JsonFactory();

  /**
   * UTF-8 JSON.
   *
   * @param maxBytes most that it may have; kept as long as all but the row's values fits
   */
  public byte[] write(DeadLetter letter, int maxBytes) {
    byte[] whole = write(letter, letter.row(), Map.of());
    if (whole.length <= maxBytes) {
      return whole;
    }
    var lengths = new TreeMap<String, Long>();
    letter.row().forEach(column -> lengths.put(column.name(), Utf8.length(column)));
    // With no text at all and every length named: what the cutting off cannot help.
    int frame = write(letter, CutOff.to(0, letter.row()), lengths).length;
    var cut = CutOff.to(Math.max(0, maxBytes - frame), letter.row());
    for (int i = 0; i < cut.size(); i++) {
      if (cut.get(i).equals(letter.row().get(i))) {
        lengths.remove(cut.get(i).name());
      }
    }
    return write(letter, cut, lengths);
  }

  private byte[] write(DeadLetter letter, List<ColumnText> row, Map<String, Long> truncated) {
    var bytes = new ByteArrayOutputStream(1024);
    try (var out = json.createGenerator(bytes)) {
      out.writeStartObject();
      out.writeStringField("relation", letter.relation());
      out.writeStringField("table", letter.table().toString());
      out.writeStringField("operation", letter.operation().word());
      out.writeStringField("lsn", letter.at().toLsn());
      if (letter.xid().isPresent()) {
        out.writeNumberField("xid", Integer.toUnsignedLong(letter.xid().getAsInt()));
      }
      out.writeStringField("reason", letter.reason());
      writeRow(row, out);
      if (!truncated.isEmpty()) {
        out.writeObjectFieldStart("truncated");
        for (var column : truncated.entrySet()) {
          out.writeNumberField(column.getKey(), column.getValue());
        }
        out.writeEndObject();
      }
      out.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory failed", e);
    }
    return bytes.toByteArray();
  }

  private static void writeRow(List<ColumnText> row, JsonGenerator out) throws IOException {
    out.writeObjectFieldStart("row");
    for (var column : row) {
      if (!column.unchanged()) {
        out.writeStringField(column.name(), column.text().orElse(null));
      }
    }
    out.writeEndObject();
    var unchanged = row.stream().filter(ColumnText::unchanged).toList();
    if (!unchanged.isEmpty()) {
      out.writeArrayFieldStart("unchanged");
      for (var column : unchanged) {
        out.writeString(column.name());
      }
      out.writeEndArray();
    }
  }
}
