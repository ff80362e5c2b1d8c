package dev.headgate.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headgate.dataflow.progress.DroppedRecord;
import dev.headgate.dataflow.progress.MalformedProgressException;
import dev.headgate.dataflow.progress.ProgressJson;
import dev.headgate.dataflow.progress.ProgressRecord;
import dev.headgate.dataflow.sink.SinkId;
import dev.headgate.dataflow.sink.Version;
import dev.headgate.dataflow.time.Timestamp;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

class ProgressLogTest extends OnBroker {

  private static final String PROGRESS = "headgate-progress";

  private final ProgressJson json = new ProgressJson();

  @Test
  void aSinkThatNeverRanHasNoRecord() {
    assertThat(log.read(sink)).isEmpty();
    assertThat(log.peek(sink)).isEmpty();
  }

  @Test
  void theLastRecordCounts() {
    write(sink, Records.live(1, 10), Records.live(1, 10), Records.live(2, 20));

    assertThat(log.read(sink)).contains(Records.live(2, 20));
    assertThat(log.peek(sink)).contains(Records.live(2, 20));
  }

  @Test
  void theReadGetsPastControlRecordsAtTheEndOfAnIdlePartition() {
    var writer = opened();
    writer.commit(Records.live(1, 10));
    writer.send(new Timestamp(11), 0, bytes("k"), null);
    writer.abort();
    writer.close();
    opened().commit(Records.live(1, 11));

    assertThat(log.read(sink)).contains(Records.live(1, 11));
  }

  @Test
  void anEmptyPartitionWithALowWatermarkAboveZeroHasNoRecord() throws Exception {
    // Kafka does not delete records of a topic that is only compacted.
    topics.ensure(spec(topic, ProgressTopic.PARTITIONS));
    var deletable = settingsWithProgressTopic(topic);
    opened(deletable, CommitPoints.NONE).commit(Records.live(1, 10));
    try (var other = KafkaCluster.connect(deletable)) {
      var otherLog = new ProgressLog(other, Duration.ofSeconds(30), System::nanoTime);
      assertThat(otherLog.read(sink)).isPresent();

      var at = new TopicPartition(topic, partition().partition());
      var all = RecordsToDelete.beforeOffset(2);
      var low = admin.deleteRecords(Map.of(at, all)).lowWatermarks().get(at).get().lowWatermark();

      assertThat(low).isEqualTo(2);
      assertThat(otherLog.read(sink)).isEmpty();
      assertThat(otherLog.peek(sink)).isEmpty();
    }
  }

  @Test
  void sinksInOnePartitionDoNotSeeEachOther() {
    var other = neighbour();
    write(sink, Records.live(3, 30));
    write(other, Records.live(1, 10));
    put(bytes("no sink at all"), bytes("no JSON"));
    put(ProgressTopic.keyOf(neighbour()), null);

    assertThat(log.read(sink)).contains(Records.live(3, 30));
    assertThat(log.read(other)).contains(Records.live(1, 10));
  }

  @Test
  void aRecordIsFoundHoweverFarBehindTheEndItIs() {
    var other = neighbour();
    write(other, Records.live(1, 1));
    for (int i = 0; i < 40; i++) {
      write(sink, Records.live(2, 2L * i), Records.live(2, 2L * i + 1));
      write(other, Records.live(1, 2 + i));
      put(ProgressTopic.keyOf(neighbour()), null);

      for (int window : new int[] {1, 2, 3, 7, 1_000}) {
        var narrow = narrow(window);
        assertThat(narrow.read(sink)).as("window %d", window).contains(Records.live(2, 2L * i + 1));
        assertThat(narrow.peek(other)).as("window %d", window).contains(Records.live(1, 2 + i));
        assertThat(narrow.read(neighbour())).as("window %d", window).isEmpty();
      }
    }
  }

  @Test
  void aTombstoneEndsTheSearch() {
    write(sink, Records.live(1, 10));
    put(ProgressTopic.keyOf(sink), null);

    assertThat(narrow(1).read(sink)).isEmpty();
    assertThat(log.read(sink)).isEmpty();
  }

  @Test
  void aRecordThatGoesBackIsSeenHoweverFarTheOneBeforeItIs() {
    write(sink, Records.live(2, 10));
    for (int i = 0; i < 5; i++) {
      write(neighbour(), Records.live(1, i));
    }
    write(sink, Records.live(2, 9));

    assertThatThrownBy(() -> narrow(1).read(sink)).isInstanceOf(ProgressRegressedException.class);
  }

  private static ProgressLog narrow(long firstWindow) {
    return new ProgressLog(cluster, Duration.ofSeconds(30), System::nanoTime, firstWindow);
  }

  @Test
  void aPeekDoesNotWaitForTheOpenTransactionOfADeadWriterAndAReadDoes() throws Exception {
    write(sink, Records.live(1, 10));
    try (var dead =
        producer(Map.of("transactional.id", "dead", "transaction.timeout.ms", "60000"))) {
      dead.initTransactions();
      dead.beginTransaction();
      dead.send(record(ProgressTopic.keyOf(sink), json.write(Records.live(1, 20)))).get();

      assertThat(log.peek(sink)).contains(Records.live(1, 10));
      var read = CompletableFuture.supplyAsync(() -> log.read(sink));
      try (var impatient = impatientCluster()) {
        var hasty = new ProgressLog(impatient, Duration.ofMillis(1500), System::nanoTime);
        assertThatThrownBy(() -> hasty.read(sink))
            .isInstanceOfSatisfying(
                IncompleteReadException.class, e -> assertThat(e.position()).isLessThan(e.end()))
            .hasMessageContaining("open transaction");
      }
      assertThat(read).isNotDone();

      try (var next = producer(Map.of("transactional.id", "dead"))) {
        next.initTransactions();
      }
      assertThat(read.get()).contains(Records.live(1, 10));
    }
  }

  @Test
  void aReadAfterOpeningSeesWhatTheDeadWriterDidNotCommitAsAborted() {
    var dead = opened();
    dead.commit(Records.live(1, 10));
    topics.ensure(spec(topic, 1));
    dead.send(new Timestamp(12), 0, bytes("k"), null);

    opened();

    assertThat(log.read(sink)).contains(Records.live(1, 10));
  }

  @Test
  void aFrontierThatGoesBackIsAnError() {
    write(sink, Records.live(1, -1), Records.live(1, 10));

    assertThatThrownBy(() -> log.read(sink))
        .isInstanceOfSatisfying(
            ProgressRegressedException.class,
            e -> {
              assertThat(e.before()).isEqualTo(Records.live(1, -1));
              assertThat(e.after()).isEqualTo(Records.live(1, 10));
            })
        .hasMessageContaining(sink.value())
        .hasMessageContaining("frontier 18446744073709551615");
  }

  @Test
  void aVersionThatGoesBackIsAnErrorEvenAfterADrop() {
    write(sink, new DroppedRecord(new Version(3), "uid", Optional.empty()), Records.live(2, 10));

    assertThatThrownBy(() -> log.read(sink)).isInstanceOf(ProgressRegressedException.class);
  }

  @Test
  void aSinkMadeAgainAfterADropStartsANewFrontier() {
    write(
        sink,
        Records.live(3, 1000),
        new DroppedRecord(new Version(3), "uid", Optional.empty()),
        Records.live(4, 0));

    assertThat(log.read(sink)).contains(Records.live(4, 0));
  }

  @Test
  void aRecordThatCannotBeReadIsAnErrorThatTellsWhere() {
    write(sink, Records.live(1, 10));
    put(ProgressTopic.keyOf(sink), bytes("{\"frontier\":[\"1\"]}"));

    assertThatThrownBy(() -> log.read(sink))
        .isInstanceOf(MalformedProgressException.class)
        .hasMessageContaining(sink.value())
        .hasMessageContaining("\"version\" is missing")
        .hasMessageContaining(partition() + " offset");
  }

  @Test
  void aLimitThatAnOpenTransactionCanOutlastIsRefused() {
    assertThatThrownBy(() -> new ProgressLog(cluster, Duration.ofSeconds(20), System::nanoTime))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("transaction.timeout.ms");
  }

  private TopicPartition partition() {
    return new TopicPartition(PROGRESS, ProgressTopic.partitionOf(sink));
  }

  private SinkId neighbour() {
    return Stream.generate(() -> new SinkId("other-" + UUID.randomUUID()))
        .filter(id -> ProgressTopic.partitionOf(id) == partition().partition())
        .findFirst()
        .orElseThrow();
  }

  private static KafkaCluster impatientCluster() {
    return KafkaCluster.connect(
        ClientSettings.of(
            broker.connection(
                Map.of("transaction.timeout.ms", "1000", "delivery.timeout.ms", "900"))));
  }

  private void write(SinkId id, ProgressRecord... records) {
    for (var progress : records) {
      put(ProgressTopic.keyOf(id), json.write(progress));
    }
  }

  private void put(byte[] key, byte[] value) {
    try (var producer = producer(Map.of())) {
      producer.send(record(key, value));
    }
  }

  private ProducerRecord<byte[], byte[]> record(byte[] key, byte[] value) {
    return new ProducerRecord<>(PROGRESS, partition().partition(), key, value);
  }

  private static KafkaProducer<byte[], byte[]> producer(Map<String, Object> more) {
    var properties = new HashMap<String, Object>(more);
    properties.put("bootstrap.servers", broker.address());
    return new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
  }
}
