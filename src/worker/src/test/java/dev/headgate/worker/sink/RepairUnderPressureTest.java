package dev.headgate.worker.sink;

import static dev.headgate.worker.sink.SinkLoop.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.headgate.dataflow.cutover.CutoverState;
import dev.headgate.dataflow.cutover.Mode;
import dev.headgate.dataflow.cutover.Terms;
import dev.headgate.dataflow.lifecycle.Phase;
import dev.headgate.dataflow.lifecycle.SinkEvent;
import dev.headgate.dataflow.lifecycle.SinkState;
import dev.headgate.dataflow.time.Timestamp;
import dev.headgate.testkit.junit.SharedServers;
import dev.headgate.testkit.kafka.KafkaServer;
import dev.headgate.testkit.postgres.PostgresServer;
import dev.headgate.testkit.registry.SchemaRegistryServer;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** When contents are read, while rows wait for their commit. */
@SharedServers
class RepairUnderPressureTest {

  private final KafkaServer kafka;
  private final PostgresServer postgres;
  private final SchemaRegistryServer registry;
  private final AtomicInteger inserted = new AtomicInteger(1_000);
  @TempDir private Path directory;
  private SinkLoop sink;

  RepairUnderPressureTest(
      KafkaServer kafka, PostgresServer postgres, SchemaRegistryServer registry) {
    this.kafka = kafka;
    this.postgres = postgres;
    this.registry = registry;
  }

  @BeforeEach
  void prepare() throws SQLException {
    // So a message leaves the producer with its commit, and not before.
    var lingering = Map.of("linger.ms", "5000");
    sink = new SinkLoop(kafka, postgres, registry, directory, lingering);
    sink.execute("INSERT INTO matview_2 VALUES (1, 'old'), (2, 'new'), (3000, 'new')");
  }

  @AfterEach
  void stop() throws InterruptedException {
    sink.close();
  }

  /** Each commit's end finds the next row: at no boundary is everything committed. */
  @ParameterizedTest
  @EnumSource(
      value = Mode.class,
      names = {"RECONCILE", "REFRESH"})
  void contentsAreReadThoughSomethingIsAlwaysStaged(Mode mode) throws Exception {
    sink.start(
        SinkSettings.defaults(1 << 28),
        (before, event, step) -> {
          if (event instanceof SinkEvent.Committed && flowsOld(before)) {
            insertAndAwaitSent();
          }
        });
    await().atMost(SOON).until(() -> inserted.get() > 1_010);

    sink.cutOver(Terms.DEFAULT.withMode(mode));

    await().atMost(SOON).until(() -> sink.version() == 2);
    requireTopicEqualsMatview2();
  }

  /**
   * A row that only OLD has waits for its commit when the recording begins; a topic that were read
   * before that commit would not have its key.
   */
  @Test
  void aKeyThatWaitsForItsCommitIsAmongThoseOfTheTopic() throws Exception {
    sink.start(
        withCommitsEvery(Duration.ofSeconds(2)),
        (before, event, step) -> {
          if (isRepairing(step.state()) && !isRepairing(before)) {
            insertAndAwaitSent();
          }
        });

    sink.cutOver(Terms.DEFAULT.withMode(Mode.REFRESH));

    await().atMost(SOON).until(() -> sink.version() == 2);
    assertThat(inserted).hasValue(1_001);
    requireTopicEqualsMatview2();
  }

  /** Changes wait for a snapshot that waits for a transaction, then for contents to be compared. */
  @ParameterizedTest
  @EnumSource(
      value = Mode.class,
      names = {"RECONCILE", "REFRESH"})
  void whatChangesMeanwhileNeedNotFitInMemory(Mode mode) throws Exception {
    sink.start(withMemoryForRepairs(20_000), SinkObserver.log());
    try (var blocker = postgres.connect("postgres");
        var statement = blocker.createStatement()) {
      blocker.setAutoCommit(false);
      statement.execute("SELECT pg_current_xact_id()");
      sink.cutOver(Terms.DEFAULT.withMode(mode));
      await().atMost(SOON).until(this::isHeldUp);

      sink.execute(
          "UPDATE matview_1 SET tier = 'older'",
          "INSERT INTO matview_1 SELECT i, 'old' FROM generate_series(5001, 9000) i;"
              + " INSERT INTO matview_2 SELECT i, 'new' FROM generate_series(5001, 9000) i;"
              + " DELETE FROM matview_2 WHERE key_col = 6000");
      var end = Timestamp.parseLsn(sink.ask("SELECT pg_current_wal_insert_lsn()"));
      await().atMost(SOON).until(() -> sink.record().frontier().isPast(end));
      assertThat(isHeldUp()).isTrue();
      blocker.rollback();
    }

    await().atMost(SOON).until(() -> sink.version() == 2);
    requireTopicHolds(3 + 3_999);
  }

  private boolean isHeldUp() {
    return sink.observed().cutover().filter(c -> !c.blockers().isEmpty()).isPresent();
  }

  private static boolean flowsOld(SinkState state) {
    return state.phase() instanceof Phase.Streaming
        && state.record().isPresent()
        && !(state.cutover().orElse(null) instanceof CutoverState.CommitUnknown);
  }

  private static boolean isRepairing(SinkState state) {
    return state.cutover().filter(CutoverState.Repairing.class::isInstance).isPresent();
  }

  private static SinkSettings withCommitsEvery(Duration interval) {
    return settings(interval, interval, SinkSettings.defaults(1 << 28).repairBytes());
  }

  private static SinkSettings withMemoryForRepairs(long bytes) {
    var usual = SinkSettings.defaults(1 << 28);
    return settings(usual.minCommitInterval(), usual.maxCommitInterval(), bytes);
  }

  private static SinkSettings settings(Duration interval, Duration maxInterval, long repairBytes) {
    var usual = SinkSettings.defaults(1 << 28);
    return new SinkSettings(
        interval,
        maxInterval,
        usual.idleCommitInterval(),
        usual.lagLimitBytes(),
        usual.maxTransactionBytes(),
        repairBytes,
        usual.snapshotSessions(),
        usual.snapshotTimeout(),
        usual.slotTimeout());
  }

  /** A row of OLD alone; on return the loop's next read has it. */
  private void insertAndAwaitSent() {
    try (var connection = sink.connect();
        var statement = connection.createStatement()) {
      statement.execute(
          "INSERT INTO matview_1 VALUES (%d, 'old')".formatted(inserted.incrementAndGet()));
      String end;
      try (var row = statement.executeQuery("SELECT pg_current_wal_insert_lsn()")) {
        row.next();
        end = row.getString(1);
      }
      await()
          .pollInterval(Duration.ofMillis(1))
          .atMost(SOON)
          .until(
              () -> {
                try (var row =
                    statement.executeQuery(
                        "SELECT count(*) FROM pg_stat_replication JOIN pg_replication_slots"
                            + " ON active_pid = pid WHERE database = current_database()"
                            + " AND sent_lsn >= '%s'".formatted(end))) {
                  row.next();
                  return row.getInt(1) == 1;
                }
              });
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private void requireTopicEqualsMatview2() {
    requireTopicHolds(3);
  }

  private void requireTopicHolds(int keys) {
    Set<ByteBuffer> live = new HashSet<>();
    for (var message : sink.messages()) {
      if (message.value() == null) {
        live.remove(ByteBuffer.wrap(message.key()));
      } else {
        live.add(ByteBuffer.wrap(message.key()));
      }
    }
    assertThat(live).as("keys that compaction leaves").hasSize(keys);
  }
}
