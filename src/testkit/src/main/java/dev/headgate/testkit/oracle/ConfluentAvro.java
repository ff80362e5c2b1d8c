package dev.headgate.testkit.oracle;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.avro.LogicalType;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;

/**
 * Reads records that Confluent's serializer could have written: a zero byte, the schema's id, Avro.
 * Schemas are asked of the registry. Values come as {@link TestDecoding} gives them.
 *
 * <p>Not thread-safe.
 */
public final class ConfluentAvro implements AutoCloseable {

  private final HttpClient http = HttpClient.newHttpClient();
  private final ObjectMapper json = new ObjectMapper();
  private final Map<Integer, Schema> schemas = new HashMap<>();
  private final URI registry;

  /** Reads with the schemas of the registry whose Confluent API is at that address. */
  public ConfluentAvro(URI registry) {
    this.registry = registry;
  }

  /** Reads with these schemas alone, by id. */
  public ConfluentAvro(Map<Integer, Schema> schemas) {
    this(URI.create("http://no-registry.invalid"));
    this.schemas.putAll(schemas);
  }

  /** The fields of a record, in their order. */
  public Map<String, Object> read(byte[] message) throws IOException {
    var bytes = ByteBuffer.wrap(message);
    byte magic = bytes.get();
    if (magic != 0) {
      throw new IOException("the first byte is %d, not 0".formatted(magic));
    }
    Schema schema = schema(bytes.getInt());
    BinaryDecoder decoder =
        DecoderFactory.get().binaryDecoder(message, 5, message.length - 5, null);
    GenericRecord row = new GenericDatumReader<GenericRecord>(schema).read(null, decoder);
    if (!decoder.isEnd()) {
      throw new IOException("there is more behind the record of schema " + schema);
    }
    var fields = new LinkedHashMap<String, Object>();
    for (Schema.Field field : schema.getFields()) {
      fields.put(field.name(), value(field.schema(), row.get(field.pos())));
    }
    return fields;
  }

  /** A schema by its id. */
  Schema schema(int id) throws IOException {
    Schema known = schemas.get(id);
    if (known != null) {
      return known;
    }
    var request = HttpRequest.newBuilder(URI.create(registry + "/schemas/ids/" + id)).build();
    try {
      var response = http.send(request, BodyHandlers.ofString());
      if (response.statusCode() != 200) {
        throw new IOException("schema %d: %s".formatted(id, response.body()));
      }
      var schema = new Schema.Parser().parse(json.readTree(response.body()).get("schema").asText());
      schemas.put(id, schema);
      return schema;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while asking for schema " + id, e);
    }
  }

  private static Object value(Schema schema, Object found) {
    if (found == null) {
      return null;
    }
    if (schema.isUnion()) {
      return value(schema.getTypes().getLast(), found);
    }
    LogicalType logical = schema.getLogicalType();
    return switch (found) {
      case Integer days when logical instanceof LogicalTypes.Date -> LocalDate.ofEpochDay(days);
      case Long micros when logical instanceof LogicalTypes.TimeMicros ->
          LocalTime.ofNanoOfDay(micros * 1_000);
      case Long millis when logical instanceof LogicalTypes.TimestampMillis ->
          Instant.ofEpochMilli(millis);
      case Long micros when logical instanceof LogicalTypes.TimestampMicros ->
          Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
      case ByteBuffer unscaled when logical instanceof LogicalTypes.Decimal decimal ->
          new BigDecimal(new BigInteger(array(unscaled)), decimal.getScale()).stripTrailingZeros();
      case ByteBuffer bytes -> "\\x" + HexFormat.of().formatHex(array(bytes));
      case Integer number -> Long.valueOf(number);
      case CharSequence text -> text.toString();
      default -> found;
    };
  }

  private static byte[] array(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return bytes;
  }

  @Override
  public void close() {
    http.close();
  }
}
