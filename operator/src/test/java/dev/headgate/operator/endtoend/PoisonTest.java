package dev.headgate.operator.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.headgate.api.v1alpha1.SinkStatus;
import dev.headgate.api.v1alpha1.SinkStatus.StatusChange;
import dev.headgate.testkit.kafka.KafkaServer;
import dev.headgate.testkit.load.TestDatabase;
import dev.headgate.testkit.postgres.PostgresServer;
import dev.headgate.testkit.registry.SchemaRegistryServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Rows that cannot be written, as a user meets them: {@code spec.onValueError} and its two ways.
 */
@SharedPlatform
class PoisonTest {

  private static final String TABLE =
      "CREATE TABLE poisoned (key_col bigint PRIMARY KEY, day date, note text)";

  /** 64,000 characters that hardly compress, which is more than the topic takes. */
  private static final String LARGE =
      "(SELECT string_agg(md5(random()::text), '') FROM generate_series(1, 2000))";

  private static final String LIMIT = "max.message.bytes";

  private final Platform platform;
  private KafkaServer kafka;
  private SinkUnderTest sink;

  PoisonTest(Platform platform) {
    this.platform = platform;
  }

  @BeforeEach
  void makeTable(KafkaServer shared, PostgresServer postgres, SchemaRegistryServer registry)
      throws Exception {
    kafka = shared;
    sink = new SinkUnderTest(platform, kafka, registry, TestDatabase.create(postgres));
    sink.database().execute(TABLE);
    sink.applyReferences("poisoned");
  }

  @AfterEach
  void closeSink() throws Exception {
    sink.close();
  }

  @Test
  void rowsAreSkippedAndToldInStatusEventsAndDeadLetterTopic() throws Exception {
    applySink("SkipAndRecord");
    assertThat(sink.untilReady("poisoned").topicMatchesRelation()).isTrue();

    sink.database()
        .execute(
            "INSERT INTO poisoned VALUES (1, '2024-01-01', 'good')",
            "INSERT INTO poisoned VALUES (2, 'infinity', 'bad')");
    var one = untilSkipped(1);

    assertThat(one.status()).isEqualTo("running");
    assertThat(one.error()).isNull();
    assertThat(one.topicMatchesRelation()).isFalse();
    assertThat(SinkUnderTest.isTrue(one, "Ready")).isTrue();
    assertThat(hint(one))
        .startsWith("1 rows were skipped since the worker started, the last one: Column \"day\" of")
        .contains("public.poisoned, row (key_col=2), changed at ");
    assertThat(sink.events("RowSkipped"))
        .singleElement()
        .satisfies(event -> assertThat(event.getType()).isEqualTo("Warning"))
        .satisfies(event -> assertThat(event.getCount()).isEqualTo(1))
        .satisfies(event -> assertThat(event.getMessage()).isEqualTo(hint(one)));
    assertThat(letters())
        .singleElement()
        .satisfies(
            letter -> {
              assertThat(letter.get("table").asText()).isEqualTo("public.poisoned");
              assertThat(letter.get("operation").asText()).isEqualTo("insert");
              assertThat(letter.get("row").get("key_col").asText()).isEqualTo("2");
              assertThat(letter.get("row").get("day").asText()).isEqualTo("infinity");
              assertThat(letter.get("row").get("note").asText()).isEqualTo("bad");
              assertThat(hint(one)).endsWith(letter.get("reason").asText());
              assertThat(hint(one)).contains(letter.get("lsn").asText());
            });
    assertThat(keys()).containsExactly(1L);

    sink.database().execute("INSERT INTO poisoned VALUES (3, NULL, %s)".formatted(LARGE));
    var two = untilSkipped(2);

    assertThat(two.status()).isEqualTo("running");
    assertThat(hint(two))
        .startsWith(
            "2 rows were skipped since the worker started, the last one: Row (key_col=3) of")
        .contains(LIMIT + " of topic " + sink.topic() + " allows 20000");
    assertThat(sink.events("RowSkipped"))
        .as("counted in the same Event")
        .singleElement()
        .satisfies(event -> assertThat(event.getCount()).isEqualTo(2))
        .satisfies(event -> assertThat(event.getMessage()).isEqualTo(hint(two)));
    assertThat(letters()).hasSize(2);
    assertThat(platform.kubernetes().kubectl("describe", "sink", "-n", sink.namespace()))
        .containsPattern("Warning +RowSkipped ")
        .contains("2 rows were skipped since the worker started");

    sink.database().execute("UPDATE poisoned SET day = '2024-01-02' WHERE key_col = 2");
    sink.until("the mended row is written", s -> keys().contains(2L));
  }

  @Test
  void aSinkStallsBeforeARowThatIsTooLargeAndGoesOnOnceTheTopicTakesIt() throws Exception {
    applySink("Stall");
    sink.untilReady("poisoned");

    sink.database()
        .execute(
            "INSERT INTO poisoned VALUES (1, NULL, 'small')",
            "INSERT INTO poisoned VALUES (2, NULL, %s)".formatted(LARGE));
    var stalled = untilStalled();

    assertThat(stalled.error())
        .startsWith("Row (key_col=2) of public.poisoned, changed at ")
        .contains(LIMIT + " of topic " + sink.topic() + " allows 20000");
    assertThat(stalled.statusHistory())
        .endsWith(new StatusChange(stalled.lastStatusChangeAt(), "stalled", stalled.error()));
    assertThat(SinkUnderTest.isTrue(stalled, "Stalled")).isTrue();
    assertThat(sink.events("Stalled"))
        .singleElement()
        .satisfies(event -> assertThat(event.getType()).isEqualTo("Warning"))
        .satisfies(event -> assertThat(event.getMessage()).isEqualTo(stalled.error()));
    assertThat(keys()).containsExactly(1L);
    assertThat(stalled.topicMatchesRelation()).isTrue();

    takeUpTo(200_000);
    var running = sink.untilReady("poisoned");

    assertThat(running.error()).isNull();
    assertThat(running.statusHistory())
        .extracting(StatusChange::status)
        .containsSubsequence("running", "stalled", "running");
    sink.until("the large row is written", s -> keys().contains(2L));
    assertThat(sink.status().orElseThrow().topicMatchesRelation()).isTrue();
  }

  @Test
  void aSinkStallsBeforeAValueWithoutAFormAndGoesOnOnceItMayBeSkipped() throws Exception {
    applySink("Stall");
    sink.untilReady("poisoned");

    sink.database()
        .execute(
            "INSERT INTO poisoned VALUES (1, 'infinity', NULL)",
            "INSERT INTO poisoned VALUES (2, '2024-01-02', NULL)",
            "DELETE FROM poisoned WHERE key_col = 1");
    var stalled = untilStalled();

    assertThat(stalled.error())
        .startsWith("Column \"day\" of public.poisoned, row (key_col=1), changed at ");
    assertThat(keys()).as("nothing passes the row, though it is deleted by now").isEmpty();

    applySink("SkipAndRecord");
    sink.untilReady("poisoned");
    var skipped = untilSkipped(1);

    assertThat(hint(skipped)).contains("row (key_col=1)");
    sink.until("what came after it is written", s -> keys().contains(2L));
  }

  @Test
  void aSnapshotWithSuchARowIsTakenOnceTheRowIsMended() throws Exception {
    sink.database()
        .execute("INSERT INTO poisoned VALUES (1, '2024-01-01', NULL), (2, 'infinity', NULL)");
    applySink("Stall");

    var stalled = untilStalled();
    assertThat(stalled.error())
        .startsWith("Column \"day\" of public.poisoned, row (key_col=2), changed at ");

    sink.database().execute("UPDATE poisoned SET day = '2024-01-02' WHERE key_col = 2");
    var running = sink.untilReady("poisoned");

    assertThat(running.topicMatchesRelation()).isTrue();
    assertThat(keys()).containsExactlyInAnyOrder(1L, 2L);
  }

  private void applySink(String onValueError) {
    sink.apply(
        Manifests.sink(SinkUnderTest.NAME, "poisoned", sink.topic())
            .replace(
                "replicationFactor: 1\n",
                "replicationFactor: 1\n      config: {%s: \"20000\"}\n      deadLetterTopic: \"%s\"\n"
                    .formatted(LIMIT, deadLetterTopic()))
            .replace("envelope: Upsert", "envelope: Upsert\n  onValueError: " + onValueError));
  }

  private String deadLetterTopic() {
    return sink.topic() + "-letters";
  }

  private SinkStatus untilSkipped(long rows) {
    return sink.until(
        rows + " rows were skipped, and the record says so",
        s ->
            s.statistics() != null
                && s.statistics().rowsSkipped() == rows
                && !s.topicMatchesRelation());
  }

  private SinkStatus untilStalled() {
    return sink.until("it is stalled", s -> "stalled".equals(s.status()));
  }

  private static String hint(SinkStatus status) {
    return status.details().hints().getLast();
  }

  private List<JsonNode> letters() {
    return sink.records(deadLetterTopic()).stream().map(record -> json(record.value())).toList();
  }

  private static JsonNode json(byte[] value) {
    try {
      return new JsonMapper().readTree(value);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<Long> keys() {
    try {
      return sink.messages().stream().map(message -> (Long) message.key().get("key_col")).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void takeUpTo(int bytes) throws Exception {
    try (var admin = kafka.admin()) {
      admin
          .incrementalAlterConfigs(
              Map.of(
                  new ConfigResource(ConfigResource.Type.TOPIC, sink.topic()),
                  List.of(
                      new AlterConfigOp(
                          new ConfigEntry(LIMIT, Integer.toString(bytes)),
                          AlterConfigOp.OpType.SET))))
          .all()
          .get();
    }
  }
}
