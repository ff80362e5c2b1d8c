package dev.headgate.testkit.oracle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.headgate.testkit.junit.SharedServers;
import dev.headgate.testkit.kafka.KafkaServer;
import dev.headgate.testkit.registry.SchemaRegistryServer;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.avro.io.EncoderFactory;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

/** The reader of topics, on messages made with Avro's own writer. */
@SharedServers
class TopicContentsTest {

  private static final String TOPIC = "topic-contents-test";

  private static final Schema KEY =
      new Schema.Parser()
          .parse(
              """
              {"type": "record", "name": "row", "fields": [{"name": "k", "type": "long"}]}
              """);

  private static final Schema VALUE =
      new Schema.Parser()
          .parse(
              """
              {"type": "record", "name": "envelope", "fields": [
                {"name": "k", "type": "long"},
                {"name": "n", "type": ["null",
                  {"type": "bytes", "logicalType": "decimal", "precision": 39, "scale": 2}]}]}
              """);

  private final KafkaServer kafka;
  private final SchemaRegistryServer registry;

  TopicContentsTest(KafkaServer kafka, SchemaRegistryServer registry) {
    this.kafka = kafka;
    this.registry = registry;
  }

  @Test
  void committedMessagesAreReadWithTheRegistrysSchemas() throws Exception {
    kafka.createTopic(TOPIC, 1, Map.of());
    int keyId = register(TOPIC + "-key", KEY);
    int valueId = register(TOPIC + "-value", VALUE);
    byte[] key = message(keyId, new GenericRecordBuilder(KEY).set("k", 7L).build());
    byte[] value =
        message(
            valueId,
            new GenericRecordBuilder(VALUE)
                .set("k", 7L)
                .set("n", ByteBuffer.wrap(new BigDecimal("12.50").unscaledValue().toByteArray()))
                .build());

    try (var producer =
        new KafkaProducer<byte[], byte[]>(
            Map.of("bootstrap.servers", kafka.bootstrapServers(), "transactional.id", TOPIC),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      producer.initTransactions();
      producer.beginTransaction();
      producer.send(record(key, value, "41"));
      producer.abortTransaction();
      producer.beginTransaction();
      producer.send(record(key, value, "42"));
      producer.send(record(key, null, "43"));
      producer.commitTransaction();
    }

    var messages = TopicContents.read(kafka.bootstrapServers(), registry.url(), TOPIC).messages();
    assertThat(messages)
        .extracting(
            TopicContents.Message::at, TopicContents.Message::key, TopicContents.Message::value)
        .containsExactly(
            tuple(42L, Map.of("k", 7L), Optional.of(Map.of("k", 7L, "n", new BigDecimal("12.5")))),
            tuple(43L, Map.of("k", 7L), Optional.empty()));
  }

  private static ProducerRecord<byte[], byte[]> record(byte[] key, byte[] value, String at) {
    return new ProducerRecord<>(
        TOPIC,
        0,
        key,
        value,
        List.of(new RecordHeader("headgate-timestamp", at.getBytes(StandardCharsets.US_ASCII))));
  }

  private static byte[] message(int schemaId, GenericData.Record row) throws IOException {
    var bytes = new ByteArrayOutputStream();
    new DataOutputStream(bytes).writeByte(0);
    new DataOutputStream(bytes).writeInt(schemaId);
    var encoder = EncoderFactory.get().binaryEncoder(bytes, null);
    new GenericDatumWriter<GenericRecord>(row.getSchema()).write(row, encoder);
    encoder.flush();
    return bytes.toByteArray();
  }

  private int register(String subject, Schema schema) throws Exception {
    var json = new ObjectMapper();
    var body = json.createObjectNode().put("schema", schema.toString()).toString();
    var request =
        HttpRequest.newBuilder(
                URI.create("%s/subjects/%s/versions".formatted(registry.url(), subject)))
            .header("Content-Type", "application/vnd.schemaregistry.v1+json")
            .POST(BodyPublishers.ofString(body))
            .build();
    try (var http = HttpClient.newHttpClient()) {
      return json.readTree(http.send(request, BodyHandlers.ofString()).body()).get("id").asInt();
    }
  }
}
