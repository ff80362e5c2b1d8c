package dev.headgate.control;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** One kind of message as UTF-8 text of one JSON value. Immutable and thread-safe. */
final class JsonDocument {

  /** Far above any message: the assignment lives in a Secret, which holds 1 MiB. */
  static final int MAX_BYTES = 4 << 20;

  private final JsonMapper json =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private final String name;

  /**
   * @param name what messages of this kind are called; the first part of every member's path
   */
  JsonDocument(String name) {
    this.name = name;
  }

  /** What writes the one value. */
  interface Content {
    void writeTo(JsonGenerator out) throws IOException;
  }

  byte[] write(Content content) {
    var bytes = new ByteArrayOutputStream(2048);
    try (var out = json.createGenerator(bytes)) {
      content.writeTo(out);
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory failed", e);
    }
    return bytes.toByteArray();
  }

  Member read(byte[] utf8) {
    if (utf8.length > MAX_BYTES) {
      throw new MalformedMessageException(
          name, "must be at most %d bytes, is %d".formatted(MAX_BYTES, utf8.length));
    }
    return new Member(name, tree(utf8));
  }

  /** Jackson's own words are left out, as are its exceptions: they quote the text, secrets too. */
  private JsonNode tree(byte[] utf8) {
    try {
      return json.readTree(utf8);
    } catch (JsonProcessingException e) {
      var at = e.getLocation();
      throw new MalformedMessageException(
          name,
          "must be one JSON value without repeated names, is not so at line %d, column %d"
              .formatted(at.getLineNr(), at.getColumnNr()));
    } catch (IOException e) {
      throw new MalformedMessageException(name, "must be JSON in UTF-8, is not");
    }
  }
}
