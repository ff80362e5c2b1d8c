package dev.headgate.demo.stage;

import dev.headgate.testkit.oracle.ConfluentAvro;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/**
 * Shows a record of a sink's topic on one line: its key, and what else its value has.
 *
 * <p>Not thread-safe.
 */
public final class RecordText implements AutoCloseable {

  private static final String TIMESTAMP = "headgate-timestamp";

  private final ConfluentAvro avro;

  /** With the schemas of that registry. */
  public RecordText(URI registry) {
    this.avro = new ConfluentAvro(registry);
  }

  /** For example {@code {key_col=7} {tier=gold, amount=120.5}}, or {@code {key_col=7} deleted}. */
  public String of(ConsumerRecord<byte[], byte[]> record) throws IOException {
    Map<String, Object> key = avro.read(record.key());
    if (record.value() == null) {
      return key + " deleted";
    }
    var value = new LinkedHashMap<>(avro.read(record.value()));
    value.keySet().removeAll(key.keySet());
    return (key + " " + value).replace("\n", "\\n");
  }

  /** The position upstream that the record carries, unsigned. */
  static long timestamp(ConsumerRecord<byte[], byte[]> record) {
    Header header = record.headers().lastHeader(TIMESTAMP);
    return Long.parseUnsignedLong(new String(header.value(), StandardCharsets.UTF_8));
  }

  @Override
  public void close() {
    avro.close();
  }
}
