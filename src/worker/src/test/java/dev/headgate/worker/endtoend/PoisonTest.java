package dev.headgate.worker.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.headgate.dataflow.cutover.Observed;
import dev.headgate.dataflow.progress.LiveRecord;
import dev.headgate.dataflow.relation.Relation;
import dev.headgate.dataflow.sink.OnValueError;
import dev.headgate.testkit.kafka.KafkaServer;
import dev.headgate.testkit.kafka.TopicRecord;
import dev.headgate.testkit.oracle.TopicContents.Message;
import dev.headgate.testkit.postgres.PostgresServer;
import dev.headgate.testkit.registry.SchemaRegistryServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Rows that cannot be written, and rows that Kafka does not take. */
class PoisonTest extends EndToEnd {

  private static final Duration A_WHILE = Duration.ofSeconds(30);
  private static final String TABLE =
      "CREATE TABLE poisoned (key_col bigint PRIMARY KEY, day date, note text)";

  /** 64,000 characters that hardly compress. */
  private static final String LARGE =
      "(SELECT string_agg(md5(random()::text), '') FROM generate_series(1, 2000))";

  private final String letters = "letters-" + UUID.randomUUID();

  PoisonTest(KafkaServer kafka, PostgresServer postgres, SchemaRegistryServer registry) {
    super(kafka, postgres, registry);
  }

  @Test
  void eachSkippedRowIsToldOnceHoweverOftenTheWorkerDies() throws Exception {
    var sink = sink(Map.of(), new OnValueError.SkipAndRecord(letters));
    sink.database().execute(TABLE);
    sink.start(poisoned(sink));
    var written = new AtomicInteger();
    var stop = new AtomicBoolean();
    var load = CompletableFuture.runAsync(() -> write(sink, written, stop));

    var random = new SplittableRandom(11);
    for (int kill = 0; kill < 5; kill++) {
      int until = written.get() + random.nextInt(20, 200);
      Awaitility.await().atMost(A_WHILE).until(() -> load.isDone() || written.get() >= until);
      sink.worker().kill();
      sink.worker().start();
      sink.untilStreaming();
    }
    stop.set(true);
    load.get();
    sink.settle("INSERT INTO poisoned VALUES (0, '2024-01-01')");

    int count = written.get();
    var told = new TreeMap<Long, JsonNode>();
    for (var record : sink.records(letters)) {
      var letter = letter(record);
      assertThat(record.key()).isNotNull();
      assertThat(told.put(letter.get("row").get("key_col").asLong(), letter))
          .as("told before")
          .isNull();
    }
    assertThat(told).hasSize(count / 3);
    var xids = writers(sink);
    for (var letter : told.entrySet()) {
      assertThat(letter.getKey() % 3).isZero();
      assertThat(letter.getValue().get("xid").asText()).isEqualTo(xids.get(letter.getKey()));
      assertThat(letter.getValue().get("operation").asText()).isEqualTo("insert");
    }
    assertThat(sink.topic().messages())
        .as("the rows that can be written, each once")
        .hasSize(count - count / 3 + 1)
        .extracting(Message::key)
        .doesNotHaveDuplicates();
    assertThat(((LiveRecord) sink.lastRecord()).topicMatches()).isFalse();
  }

  /** The transaction that wrote each row. */
  private static Map<Long, String> writers(SinkUnderTest sink) throws SQLException {
    var xids = new TreeMap<Long, String>();
    var rows = sink.database().ask("SELECT string_agg(key_col || '=' || xmin, ',') FROM poisoned");
    for (var row : rows.split(",", -1)) {
      int equals = row.indexOf('=');
      xids.put(Long.valueOf(row.substring(0, equals)), row.substring(equals + 1));
    }
    return xids;
  }

  @Test
  void aStalledSinkGoesOnOnceRowsMayBeSkipped() throws Exception {
    var sink = sink();
    sink.database().execute(TABLE);
    sink.start(poisoned(sink));

    sink.database()
        .execute(
            "INSERT INTO poisoned VALUES (1, '2024-01-01')",
            "INSERT INTO poisoned VALUES (2, 'infinity')",
            "INSERT INTO poisoned VALUES (3, '2024-01-03')");
    untilStalled(sink);

    assertThat(error(sink))
        .startsWith("Column \"day\" of public.poisoned, row (key_col=2), changed at ");
    assertThat(keys(sink)).containsExactly(1L);
    assertThat(((LiveRecord) sink.lastRecord()).topicMatches()).isTrue();

    sink.operator().want(new OnValueError.SkipAndRecord(letters));
    sink.operator().until("all is written", A_WHILE, () -> keys(sink).size() == 2);
    sink.operator()
        .until("the skip is counted", A_WHILE, () -> statistics(sink).skipped().rows() == 1);

    assertThat(keys(sink)).containsExactlyInAnyOrder(1L, 3L);
    assertThat(sink.records(letters)).hasSize(1);
    assertThat(statistics(sink).skipped().last().orElseThrow()).contains("row (key_col=2)");
    assertThat(((LiveRecord) sink.lastRecord()).topicMatches()).isFalse();

    sink.database().execute("UPDATE poisoned SET day = '2024-01-02' WHERE key_col = 2");
    sink.operator().until("the row was healed", A_WHILE, () -> keys(sink).contains(2L));
  }

  @Test
  void aMessageThatIsTooLargeStallsTheSinkUntilTheTopicTakesIt() throws Exception {
    var sink = sink(Map.of("max.message.bytes", "20000"), new OnValueError.Stall());
    sink.database().execute(TABLE);
    sink.start(poisoned(sink));

    sink.database()
        .execute(
            "INSERT INTO poisoned VALUES (1, NULL, 'small')",
            "INSERT INTO poisoned VALUES (2, NULL, " + LARGE + ")");
    untilStalled(sink);

    assertThat(error(sink))
        .startsWith("Row (key_col=2) of public.poisoned, changed at ")
        .contains("max.message.bytes of topic %s allows 20000".formatted(sink.topicName()));
    assertThat(keys(sink)).containsExactly(1L);

    maxMessageBytes(sink.topicName(), 200_000);
    sink.operator().until("the large row is written", A_WHILE, () -> keys(sink).contains(2L));
  }

  @Test
  void theSnapshotSkipsToo() throws Exception {
    var sink = sink(Map.of("max.message.bytes", "20000"), new OnValueError.SkipAndRecord(letters));
    sink.database()
        .execute(
            TABLE,
            "INSERT INTO poisoned VALUES (1, '2024-01-01'), (2, 'infinity')",
            "INSERT INTO poisoned VALUES (3, NULL, " + LARGE + ")");

    sink.start(poisoned(sink));

    assertThat(keys(sink)).containsExactly(1L);
    assertThat(((LiveRecord) sink.lastRecord()).topicMatches()).isFalse();
    assertThat(sink.records(letters))
        .hasSize(2)
        .allSatisfy(
            record -> {
              var letter = letter(record);
              assertThat(letter.get("operation").asText()).isEqualTo("snapshot");
              assertThat(letter.has("xid")).isFalse();
            });
    assertThat(statistics(sink).skipped().rows()).isEqualTo(2);
  }

  @Test
  void aSnapshotWithSuchARowIsNotBegunInPart() throws Exception {
    var sink = sink();
    sink.database()
        .execute(TABLE, "INSERT INTO poisoned VALUES (1, '2024-01-01'), (2, 'infinity')");

    sink.beginToStart(poisoned(sink));
    sink.operator()
        .until(
            "the row is named",
            A_WHILE,
            () ->
                sink.worker()
                    .observed()
                    .flatMap(Observed::error)
                    .filter(e -> e.contains("row (key_col=2), changed at "))
                    .isPresent());

    assertThat(sink.topic().messages()).isEmpty();
    sink.operator().want(new OnValueError.SkipAndRecord(letters));
    sink.untilStreaming();
    assertThat(keys(sink)).containsExactly(1L);
    assertThat(sink.records(letters)).hasSize(1);
  }

  private static Relation poisoned(SinkUnderTest sink) throws SQLException {
    return sink.relation("poisoned", "poisoned", "key_col", "day", "note");
  }

  /** Every third row cannot be written: Avro's dates have no infinity. */
  private static void write(SinkUnderTest sink, AtomicInteger written, AtomicBoolean stop) {
    try (var session = sink.database().connect();
        var insert = session.prepareStatement("INSERT INTO poisoned VALUES (?, ?::date)")) {
      while (!stop.get()) {
        int key = written.get() + 1;
        insert.setLong(1, key);
        insert.setString(2, key % 3 == 0 ? "infinity" : "2024-01-01");
        insert.execute();
        written.set(key);
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void untilStalled(SinkUnderTest sink) {
    sink.operator()
        .until(
            "the sink is stalled",
            A_WHILE,
            () ->
                sink.worker()
                    .observed()
                    .filter(o -> o.activity() == Observed.Activity.STALLED)
                    .isPresent());
  }

  private static String error(SinkUnderTest sink) {
    return sink.worker().observed().flatMap(Observed::error).orElse("none");
  }

  private static Observed.Statistics statistics(SinkUnderTest sink) {
    return sink.worker().observed().orElseThrow().statistics();
  }

  private static List<Long> keys(SinkUnderTest sink) {
    try {
      return sink.topic().messages().stream().map(m -> (Long) m.key().get("key_col")).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static JsonNode letter(TopicRecord record) {
    try {
      return new JsonMapper().readTree(record.value());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void maxMessageBytes(String topic, int bytes) throws Exception {
    try (var admin = Admin.create(Map.of("bootstrap.servers", kafka().bootstrapServers()))) {
      admin
          .incrementalAlterConfigs(
              Map.of(
                  new ConfigResource(ConfigResource.Type.TOPIC, topic),
                  List.of(
                      new AlterConfigOp(
                          new ConfigEntry("max.message.bytes", Integer.toString(bytes)),
                          AlterConfigOp.OpType.SET))))
          .all()
          .get();
    }
  }
}
