package dev.headgate.dataflow.progress;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * The JSON of progress records. Positions are texts, since LSNs exceed what a JSON number holds
 * exactly. Members without a value are left out.
 *
 * <p>Reading ignores members it does not know, as a newer writer may have put them there; except
 * within {@code relation}, since a relation half understood would write the wrong rows.
 *
 * <p>Immutable and thread-safe.
 */
public final class ProgressJson {

  private final JsonFactory json =
      JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  /** The record as UTF-8 JSON, without line breaks; equal records give equal bytes. */
  public byte[] write(ProgressRecord progress) {
    var bytes = new ByteArrayOutputStream(1024);
    try (var out = json.createGenerator(bytes)) {
      write(progress, out);
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory failed", e);
    }
    return bytes.toByteArray();
  }

  /** Writes the record as one JSON object, for instance as a member of a larger document. */
  public void write(ProgressRecord progress, JsonGenerator out) throws IOException {
    new ProgressWriter(out).write(progress);
  }

  /**
   * Reads what {@link #write(ProgressRecord)} wrote.
   *
   * @throws MalformedProgressException if it is no such thing; the message names the member
   */
  public ProgressRecord read(byte[] utf8) {
    try (var in = json.createParser(utf8)) {
      var progress = read(in);
      if (in.nextToken() != null) {
        throw new MalformedProgressException("there is more after the end of the object");
      }
      return progress;
    } catch (IOException e) {
      throw new MalformedProgressException("not JSON: " + e.getMessage(), e);
    }
  }

  /**
   * Reads one JSON object, which the parser stands on or right before, and leaves the parser on its
   * end.
   *
   * @throws MalformedProgressException if it is no progress record; the message names the member
   * @throws IOException if the text is no JSON, or cannot be had
   */
  public ProgressRecord read(JsonParser in) throws IOException {
    return new ProgressReader(JsonObject.parse(in)).read();
  }
}
