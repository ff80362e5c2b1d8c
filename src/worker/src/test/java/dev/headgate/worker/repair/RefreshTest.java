package dev.headgate.worker.repair;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.dataflow.change.TextRow;
import dev.headgate.dataflow.contents.Counts;
import dev.headgate.dataflow.contents.LiveDifference;
import dev.headgate.dataflow.contents.Recorder;
import dev.headgate.dataflow.contents.Repair;
import dev.headgate.dataflow.contents.SpillPast;
import dev.headgate.dataflow.envelope.MessageHandler;
import dev.headgate.dataflow.row.SeaHash;
import dev.headgate.dataflow.sink.Connections;
import dev.headgate.dataflow.time.Timestamp;
import dev.headgate.kafka.ClientSettings;
import dev.headgate.kafka.KafkaCluster;
import dev.headgate.kafka.TopicKeys;
import dev.headgate.postgres.reread.KnownSnapshot;
import dev.headgate.postgres.reread.StreamedTransactions;
import dev.headgate.testkit.junit.SharedServers;
import dev.headgate.testkit.kafka.KafkaServer;
import dev.headgate.testkit.kafka.TopicReader;
import dev.headgate.testkit.load.Load;
import dev.headgate.testkit.load.Tables;
import dev.headgate.testkit.load.TestDatabase;
import dev.headgate.testkit.oracle.WalOracle;
import dev.headgate.testkit.postgres.PostgresServer;
import dev.headgate.worker.spill.SpillDirectory;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SharedServers
class RefreshTest {

  private static final int PARTITIONS = 3;
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final KafkaServer kafka;
  private final PostgresServer postgres;

  @TempDir private Path directory;

  RefreshTest(KafkaServer kafka, PostgresServer postgres) {
    this.kafka = kafka;
    this.postgres = postgres;
  }

  @Test
  void afterwardsTheTopicHoldsNewAndNothingElse() throws Exception {
    var storage = new SpillPast(new SpillDirectory(directory, 1 << 30), 0);
    try (var database = TestDatabase.withTables(postgres);
        var oracle = WalOracle.open(postgres, database.name());
        var cluster = cluster();
        var producer = producer()) {
      String topic = "refresh-" + database.name();
      kafka.createTopic(topic, PARTITIONS, Map.of("cleanup.policy", "compact"));
      Load.start(postgres, database.name(), Load.Shape.usual(3).atOnce(300)).join();
      var matviews = new Matviews(database);
      var old = matviews.written(Tables.MATVIEW_1);
      var next = matviews.written(Tables.MATVIEW_2);
      var topicWriter = new TopicWriter(producer, topic);

      // Some keys of NEW with other values, some that only the topic has, and some that are gone.
      var rows =
          old.plan().encoder(old.ids(), old.plan().shapeOfContents(), old.limit(), topicWriter);
      for (int key = 0; key < 400; key += 2) {
        rows.insert(row(key));
      }
      for (int key = 300; key < 400; key += 4) {
        rows.delete(row(key));
      }

      var streamed = new StreamedTransactions(100);
      streamed.floorTaken(1, 0);
      var recorder =
          new Recorder(
              Repair.REFRESH,
              Optional.of(old.encoding()),
              next.encoding(),
              Map.of(
                  old.plan().table().oid(), old.plan().shapeOfContents(),
                  next.plan().table().oid(), next.plan().shapeOfContents()),
              Timestamp.ZERO,
              storage,
              1 << 20);
      var taken = new ConcurrentLinkedQueue<KnownSnapshot>();
      try (var prepared =
          new Preparation(matviews.sessions, storage, new PreparationSettings(2, 5_000, LIMIT))
              .refresh(
                  new TopicKeys(cluster, System::nanoTime),
                  topic,
                  PARTITIONS,
                  next,
                  streamed.before(),
                  new Snapshots(taken))) {
        var snapshot = taken.remove();
        recorder.snapshotTaken(snapshot::shows, snapshot.notBefore());
        // What the sink writes of OLD after the topic was read has to go as well.
        recorder.begin(snapshot.notBefore(), 0);
        recorder.insert(old.plan().table().oid(), row(1_000));
        rows.insert(row(1_000));
        recorder.commit(snapshot.notBefore().next());
        producer.flush();

        var counts = new LiveDifference(prepared.difference(), recorder).emit(topicWriter);
        producer.flush();

        var expected =
            Matviews.contents(oracle.read(), Tables.MATVIEW_2, snapshot.notBefore().bits());
        assertThat(held(topic, next)).isEqualTo(expected);
        requireCounts(counts, expected.size());
        assertThat(prepared.misplaced()).isZero();
        assertThat(prepared.nextDuplicates()).isZero();
      }
    }
  }

  private static void requireCounts(Counts counts, int rows) {
    assertThat(counts.stale() + counts.missing()).isEqualTo(rows);
    assertThat(counts.stale()).isPositive();
    assertThat(counts.missing()).isPositive();
    // Even keys from 200 to 298, half of those up to 398, and the one of afterwards.
    assertThat(counts.orphan()).isGreaterThanOrEqualTo(50 + 25 + 1);
  }

  private static TextRow row(int key) {
    var bytes = new ByteArrayOutputStream();
    var row = new TextRow();
    var texts = List.of(Integer.toString(key), "7.25", "not from here", "2024-01-02 03:04:05+00");
    texts.forEach(t -> bytes.writeBytes(t.getBytes(StandardCharsets.UTF_8)));
    row.reset(bytes.toByteArray());
    int start = 0;
    for (var text : texts) {
      row.add(start, text.length());
      start += text.length();
    }
    return row;
  }

  private Map<Object, Map<String, Object>> held(String topic, Written relation) {
    var last = new HashMap<String, byte[][]>();
    for (var record : new TopicReader(kafka.bootstrapServers()).readCommitted(topic)) {
      last.put(Arrays.toString(record.key()), new byte[][] {record.key(), record.value()});
    }
    var decoded = new Matviews.Decoded(relation.plan());
    for (var record : last.values()) {
      if (record[1] != null) {
        byte[] both = Arrays.copyOf(record[0], record[0].length + record[1].length);
        System.arraycopy(record[1], 0, both, record[0].length, record[1].length);
        decoded.upsert(both, 0, record[0].length, record[1].length, 0);
      }
    }
    return decoded.written().upserts();
  }

  private KafkaCluster cluster() {
    return KafkaCluster.connect(
        ClientSettings.of(
            new Connections.Kafka(kafka.bootstrapServers(), Map.of(), "unused", "", false)));
  }

  private KafkaProducer<byte[], byte[]> producer() {
    return new KafkaProducer<>(
        Map.of("bootstrap.servers", kafka.bootstrapServers()),
        new ByteArraySerializer(),
        new ByteArraySerializer());
  }

  private record TopicWriter(KafkaProducer<byte[], byte[]> producer, String topic)
      implements MessageHandler {
    @Override
    public void upsert(byte[] bytes, int start, int keyLength, int valueLength, long keyHash) {
      int valueStart = start + keyLength;
      send(
          Arrays.copyOfRange(bytes, start, valueStart),
          Arrays.copyOfRange(bytes, valueStart, valueStart + valueLength),
          keyHash);
    }

    @Override
    public void tombstone(byte[] bytes, int start, int keyLength, long keyHash) {
      send(Arrays.copyOfRange(bytes, start, start + keyLength), null, keyHash);
    }

    private void send(byte[] key, byte[] value, long hash) {
      producer.send(new ProducerRecord<>(topic, SeaHash.partition(hash, PARTITIONS), key, value));
    }
  }
}
