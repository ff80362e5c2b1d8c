package dev.headgate.bench.measure;

import dev.headgate.bench.stage.Consumption;
import dev.headgate.bench.stage.DataTopic;
import dev.headgate.testkit.kafka.KafkaServer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Gives a broker that has just started enough to do to be compiled: transactions as large as those
 * of a catch-up, and as small as those of a sink that follows closely, with a consumer that waits
 * for them.
 */
public record BrokerWarmUp(KafkaServer kafka) {

  private static final String TOPIC = "warm-up";
  private static final int LARGE = 250;
  private static final int RECORDS_OF_LARGE = 2_000;
  private static final int SMALL = 4_000;
  private static final int RECORDS_OF_SMALL = 10;
  private static final long RECORDS =
      (long) LARGE * RECORDS_OF_LARGE + (long) SMALL * RECORDS_OF_SMALL;
  private static final int BYTES = 150;
  private static final Duration LIMIT = Duration.ofMinutes(3);

  public void run() throws Exception {
    kafka.createTopic(TOPIC, DataTopic.PARTITIONS, Map.of());
    var read = new AtomicLong();
    try (var consumption =
            new Consumption(
                new DataTopic(kafka.bootstrapServers(), TOPIC),
                (records, nanos) -> read.addAndGet(records.count()) >= RECORDS);
        var producer = producer()) {
      producer.initTransactions();
      write(producer, LARGE, RECORDS_OF_LARGE);
      write(producer, SMALL, RECORDS_OF_SMALL);
      consumption.await(LIMIT);
    }
  }

  private KafkaProducer<byte[], byte[]> producer() {
    return new KafkaProducer<>(
        Map.of(
            ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
            kafka.bootstrapServers(),
            ProducerConfig.TRANSACTIONAL_ID_CONFIG,
            TOPIC,
            ProducerConfig.COMPRESSION_TYPE_CONFIG,
            "lz4"),
        new ByteArraySerializer(),
        new ByteArraySerializer());
  }

  private static void write(
      KafkaProducer<byte[], byte[]> producer, int transactions, int recordsOfEach) {
    var value = new byte[BYTES];
    for (int transaction = 0; transaction < transactions; transaction++) {
      producer.beginTransaction();
      for (int i = 0; i < recordsOfEach; i++) {
        producer.send(new ProducerRecord<>(TOPIC, i % DataTopic.PARTITIONS, null, value));
      }
      producer.commitTransaction();
    }
  }
}
