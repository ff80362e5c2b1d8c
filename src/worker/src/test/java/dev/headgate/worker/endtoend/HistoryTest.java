package dev.headgate.worker.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.dataflow.cutover.Mode;
import dev.headgate.dataflow.progress.LiveRecord;
import dev.headgate.dataflow.progress.LiveRecord.VersionEntry;
import dev.headgate.dataflow.sink.Version;
import dev.headgate.dataflow.time.Timestamp;
import dev.headgate.testkit.kafka.KafkaServer;
import dev.headgate.testkit.kafka.TopicRecord;
import dev.headgate.testkit.load.Load;
import dev.headgate.testkit.load.Tables;
import dev.headgate.testkit.oracle.TopicContents.Message;
import dev.headgate.testkit.postgres.PostgresServer;
import dev.headgate.testkit.registry.SchemaRegistryServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is told of versions that a sink has had. */
class HistoryTest extends EndToEnd {

  private static final Duration A_WHILE = Duration.ofSeconds(20);
  private static final Map<String, String> TIERS =
      Map.of(
          "gold", Tables.MATVIEW_1,
          "std", Tables.MATVIEW_1,
          "platinum", Tables.MATVIEW_2,
          "basic", Tables.MATVIEW_2);

  HistoryTest(KafkaServer kafka, PostgresServer postgres, SchemaRegistryServer registry) {
    super(kafka, postgres, registry);
  }

  @ParameterizedTest
  @EnumSource(names = {"BEFORE_COMMIT", "COMMITTED_UNOBSERVED"})
  void everyRecordIsOfTheRelationThatTheHistoryNames(CrashPoint point) throws Exception {
    var sink = sink();
    fill(sink, 41);
    var first = sink.matview(Tables.MATVIEW_1);
    var second = sink.matview(Tables.MATVIEW_2);
    var load = load(sink, Load.Shape.usual(42));
    sink.startCrashingAt(point, first);
    load.awaitMore(50);

    sink.operator().want(second);
    sink.operator().until("the worker ends", A_WHILE, () -> !sink.worker().isRunning());
    sink.worker().start();
    sink.untilCutOverTo(second);
    load.awaitMore(50);
    sink.cutOverTo(first);
    sink.worker().kill();
    load.awaitMore(50);
    sink.worker().start();
    sink.untilStreaming();
    sink.cutOverTo(second);
    load.awaitMore(50);
    load.stop();
    sink.settle();

    sink.requireExact();
    var record = (LiveRecord) sink.lastRecord();
    assertThat(record.history()).hasSize(4);
    requireJudgedRight(sink, record);
    requireAnnounced(sink, record);
    requireAnswered(sink, record);
  }

  @Test
  void whatIsWrittenAtTIsOfTheVersionThatBeginsThere() throws Exception {
    var sink = sink();
    fill(sink, 44);
    var load = load(sink, Load.Shape.usual(45));
    sink.start(sink.matview(Tables.MATVIEW_1));
    load.awaitMore(50);
    var policy = sink.operator().policy();
    var second = sink.matview(Tables.MATVIEW_2);

    sink.operator().want(second, policy.withTerms(policy.terms().withMode(Mode.RECONCILE)));
    sink.untilCutOverTo(second);
    load.awaitMore(50);
    load.stop();
    sink.settle();

    var record = (LiveRecord) sink.lastRecord();
    requireJudgedRight(sink, record);
    requireAnnounced(sink, record);
  }

  @Test
  void theFirstRecordOfEachPartitionSaysWhatFlowsHoweverLateItComes() throws Exception {
    var sink = sink();
    sink.start(sink.matview(Tables.MATVIEW_1));
    sink.settle(insert("generate_series(1, 40)"));
    sink.cutOverTo(sink.matview(Tables.MATVIEW_2));
    sink.settle(insert("generate_series(1, 1)"));
    assertThat(((LiveRecord) sink.lastRecord()).cutover().orElseThrow().unannounced()).hasSize(2);

    sink.worker().kill();
    sink.worker().start();
    sink.untilStreaming();
    sink.settle(insert("generate_series(1, 40)"));

    var record = (LiveRecord) sink.lastRecord();
    assertThat(record.cutover().orElseThrow().unannounced()).isEmpty();
    requireJudgedRight(sink, record);
    requireAnnounced(sink, record);
    sink.requireExact();
  }

  @Test
  void aSinkWithoutASnapshotBeginsWhereItsTopicEnds() throws Exception {
    var sink = sink(false);
    fill(sink, 43);
    sink.start(sink.matview(Tables.MATVIEW_1));
    sink.settle();

    var record = (LiveRecord) sink.lastRecord();
    assertThat(record.history().getFirst().offsets()).containsExactly(0L, 0L, 0L);
    requireJudgedRight(sink, record);
    requireAnnounced(sink, record);
  }

  private static String insert(String keys) {
    return "INSERT INTO orders SELECT k, 120, 'x', clock_timestamp() FROM %s k ON CONFLICT (key_col) DO UPDATE SET updated = excluded.updated"
        .formatted(keys);
  }

  /** By what the record holds where that tells, and by its timestamp in any case. */
  private static void requireJudgedRight(SinkUnderTest sink, LiveRecord record) throws IOException {
    var messages = sink.topic().messages();
    assertThat(messages).isNotEmpty();
    for (var message : messages) {
      var judged = record.producerOf(message.partition(), message.offset()).orElseThrow();
      assertThat(judged)
          .as("%s, by %s", message, record.history())
          .isEqualTo(flowingAt(record, message.at()));
      message
          .value()
          .map(value -> TIERS.get(String.valueOf(value.get("tier"))))
          .ifPresent(table -> assertThat(judged.relation()).as("%s", message).isEqualTo(table));
    }
  }

  private static VersionEntry flowingAt(LiveRecord record, long at) {
    return record.history().reversed().stream()
        .filter(entry -> !new Timestamp(at).isBefore(entry.at()))
        .findFirst()
        .orElseThrow();
  }

  /** The first record of each version but the first in each partition has headers, no other has. */
  private static void requireAnnounced(SinkUnderTest sink, LiveRecord record) throws IOException {
    var firsts = new TreeMap<String, Message>();
    for (var message : sink.topic().messages()) {
      var version = flowingAt(record, message.at()).version();
      if (!version.equals(Version.FIRST)) {
        firsts.putIfAbsent(version.number() + " in " + message.partition(), message);
      }
    }
    var announcing = new TreeSet<String>();
    for (var row : sink.records(sink.topicName())) {
      var headers = headers(row);
      if (headers.containsKey("headgate-version")) {
        assertThat(headers.keySet())
            .containsExactlyInAnyOrder(
                "headgate-timestamp",
                "headgate-version",
                "headgate-relation",
                "headgate-cutover-timestamp",
                "headgate-cutover");
        var entry = record.producerOf(row.partition(), row.offset()).orElseThrow();
        assertThat(headers)
            .containsEntry("headgate-version", Integer.toString(entry.version().number()))
            .containsEntry("headgate-relation", entry.relation())
            .containsEntry("headgate-cutover-timestamp", entry.at().toString());
        if (entry.version().equals(record.version())) {
          assertThat(headers)
              .containsEntry("headgate-cutover", record.cutover().orElseThrow().id());
        }
        announcing.add(place(row.partition(), row.offset()));
      } else {
        assertThat(headers).containsOnlyKeys("headgate-timestamp");
      }
    }
    assertThat(announcing)
        .containsExactlyInAnyOrderElementsOf(
            firsts.values().stream().map(m -> place(m.partition(), m.offset())).toList());
  }

  private static String place(int partition, long offset) {
    return partition + "@" + offset;
  }

  private static Map<String, String> headers(TopicRecord row) {
    return row.headers().stream()
        .collect(
            Collectors.toMap(
                header -> header.key(),
                header -> new String(header.value(), StandardCharsets.UTF_8)));
  }

  /** The worker says the same, on either side of where each version begins. */
  private static void requireAnswered(SinkUnderTest sink, LiveRecord record) throws IOException {
    for (var entry : record.history()) {
      for (int partition = 0; partition < entry.offsets().size(); partition++) {
        long begin = entry.offsets().get(partition);
        for (long offset : List.of(Math.max(0, begin - 1), begin)) {
          var expected = record.producerOf(partition, offset).orElseThrow();
          assertThat(sink.worker().relationAt(partition, offset))
              .contains(
                  "\"version\":%d,\"relation\":\"%s\""
                      .formatted(expected.version().number(), expected.relation()));
        }
      }
    }
  }
}
