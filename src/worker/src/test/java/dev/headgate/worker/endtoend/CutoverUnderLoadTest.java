package dev.headgate.worker.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.dataflow.cutover.Observed;
import dev.headgate.dataflow.progress.LiveRecord.EndedAttempt;
import dev.headgate.dataflow.progress.LiveRecord.Outcome;
import dev.headgate.testkit.kafka.KafkaServer;
import dev.headgate.testkit.load.Load;
import dev.headgate.testkit.load.Tables;
import dev.headgate.testkit.oracle.ProgressTrace;
import dev.headgate.testkit.postgres.PostgresServer;
import dev.headgate.testkit.registry.SchemaRegistryServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Cutovers between tables that change all the time, or not at all. */
class CutoverUnderLoadTest extends EndToEnd {

  private static final Duration A_WHILE = Duration.ofSeconds(15);
  private static final Duration SECONDS = Duration.ofSeconds(5);

  CutoverUnderLoadTest(KafkaServer kafka, PostgresServer postgres, SchemaRegistryServer registry) {
    super(kafka, postgres, registry);
  }

  @Test
  void theTopicIsOldUpToTAndNewFromTOn() throws Exception {
    var sink = sink();
    fill(sink, 11);
    var load = load(sink, Load.Shape.usual(12));
    sink.start(sink.matview(Tables.MATVIEW_1));
    load.awaitMore(100);

    sink.cutOverTo(sink.matview(Tables.MATVIEW_2));
    load.awaitMore(100);
    load.stop();
    sink.settle();

    assertThat(sink.progress().flows())
        .extracting(ProgressTrace.Flow::relation)
        .containsExactly(Tables.MATVIEW_1, Tables.MATVIEW_2);
    sink.requireExact();
  }

  @Test
  void thereAndBackAndThereAgain() throws Exception {
    var sink = sink();
    var first = sink.matview(Tables.MATVIEW_1);
    var second = sink.matview(Tables.MATVIEW_2);
    var load = load(sink, Load.Shape.usual(13));
    sink.start(first);

    for (var next : List.of(second, first, second)) {
      load.awaitMore(50);
      sink.cutOverTo(next);
    }
    load.awaitMore(50);
    load.stop();
    sink.settle();

    assertThat(sink.progress().flows())
        .extracting(ProgressTrace.Flow::version)
        .containsExactly(1, 2, 3, 4);
    sink.requireExact();
  }

  @Test
  void anotherRelationOverTheSameTableNeedsNoWait() throws Exception {
    var sink = sink();
    var load = load(sink, Load.Shape.usual(14));
    sink.start(sink.matview(Tables.MATVIEW_1));
    try (var blocker = transactionOn(sink, Tables.MATVIEW_1)) {

      sink.cutOverTo(sink.relation("brief", Tables.MATVIEW_1, "key_col", "tier", "amount"));

      blocker.commit();
    }
    load.awaitMore(50);
    load.stop();
    sink.settle();

    sink.requireExact();
  }

  @Test
  void transactionsOpenAcrossThePublishingAndAcrossTAreWhole() throws Exception {
    var sink = sink();
    var load = load(sink, Load.Shape.usual(15).on(Tables.ORDERS));
    sink.start(sink.matview(Tables.MATVIEW_1));
    var second = sink.matview(Tables.MATVIEW_2);
    try (var onOld = transactionOn(sink, Tables.MATVIEW_1);
        var onNew = transactionOn(sink, Tables.MATVIEW_2);
        var onBoth = transactionOn(sink, Tables.MATVIEW_1, Tables.MATVIEW_2)) {
      sink.operator().want(second);
      untilBlocked(sink);
      try (var oldAcrossT = transactionOn(sink, Tables.MATVIEW_1);
          var newAcrossT = transactionOn(sink, Tables.MATVIEW_2);
          var bothAcrossT = transactionOn(sink, Tables.MATVIEW_1, Tables.MATVIEW_2)) {
        for (var blocker : List.of(onOld, onNew, onBoth)) {
          write(blocker, Tables.MATVIEW_2);
          blocker.commit();
        }
        sink.untilCutOverTo(second);
        for (var late : List.of(oldAcrossT, newAcrossT, bothAcrossT)) {
          write(late, Tables.MATVIEW_1);
          write(late, Tables.MATVIEW_2);
          late.commit();
        }
      }
    }
    load.stop();
    sink.settle();

    sink.requireExact();
  }

  @ParameterizedTest
  @ValueSource(strings = {Tables.MATVIEW_1, Tables.MATVIEW_2})
  void aTableThatNobodyWritesToHoldsNothingUp(String busy) throws Exception {
    var sink = sink();
    fill(sink, 16);
    var load = load(sink, Load.Shape.usual(17).on(busy));
    sink.start(sink.matview(Tables.MATVIEW_1));
    var second = sink.matview(Tables.MATVIEW_2);

    sink.operator().want(second);
    sink.untilCutOverTo(second, SECONDS);
    load.stop();
    sink.settle();

    sink.requireExact();
  }

  @Test
  void anIdleDatabaseHoldsNothingUp() throws Exception {
    var sink = sink();
    fill(sink, 18);
    sink.start(sink.matview(Tables.MATVIEW_1));
    var second = sink.matview(Tables.MATVIEW_2);

    sink.operator().want(second);
    sink.untilCutOverTo(second, SECONDS);
    sink.settle();

    sink.requireExact();
  }

  @Test
  void aCandidateThatIsWithdrawnLeavesOldFlowing() throws Exception {
    var sink = sink();
    var first = sink.matview(Tables.MATVIEW_1);
    var load = load(sink, Load.Shape.usual(19));
    sink.start(first);
    try (var blocker = transactionOn(sink, Tables.MATVIEW_2)) {
      sink.operator().want(sink.matview(Tables.MATVIEW_2));
      untilBlocked(sink);

      sink.operator().want(first);
      untilEnded(sink, Outcome.ABORTED);

      blocker.commit();
    }
    load.awaitMore(50);
    load.stop();
    sink.settle();

    assertThat(sink.progress().flows()).hasSize(1);
    sink.requireExact();
  }

  @Test
  void aTryThatIsBlockedBeyondItsDeadlineEndsAndOldFlowsOn() throws Exception {
    var sink = sink();
    var load = load(sink, Load.Shape.usual(20));
    sink.start(sink.matview(Tables.MATVIEW_1));
    try (var blocker = transactionOn(sink, Tables.MATVIEW_2)) {

      sink.operator().want(sink.matview(Tables.MATVIEW_2), Optional.of(Duration.ofSeconds(2)));
      untilBlocked(sink);
      untilEnded(sink, Outcome.TIMED_OUT);

      load.awaitMore(50);
      sink.settle();
      blocker.commit();
    }
    load.stop();
    sink.settle();

    assertThat(sink.progress().flows()).hasSize(1);
    sink.requireExact();
  }

  @Test
  void oldFlowsAgainWhenKafkaIsBackAfterTheDeadline() throws Exception {
    var kafka = closing(KafkaServer.launch());
    var sink = sinkOn(kafka);
    var load = load(sink, Load.Shape.usual(21));
    sink.start(sink.matview(Tables.MATVIEW_1));
    try (var blocker = transactionOn(sink, Tables.MATVIEW_2)) {
      sink.operator().want(sink.matview(Tables.MATVIEW_2), Optional.of(Duration.ofSeconds(3)));
      untilBlocked(sink);
      kafka.stop();
      sink.operator().until("the deadline passes", A_WHILE, () -> isOverdue(sink));
      blocker.commit();

      kafka.start();
      untilEnded(sink, Outcome.TIMED_OUT);
    }
    load.awaitMore(50);
    load.stop();
    sink.settle();

    assertThat(sink.progress().flows()).hasSize(1);
    sink.requireExact();
  }

  @Test
  void aWorkerWithAFileOlderThanTheRecordWaitsUntilItIsTold() throws Exception {
    var sink = sink();
    var load = load(sink, Load.Shape.usual(22));
    sink.start(sink.matview(Tables.MATVIEW_1));
    var older = sink.operator().assignment();
    sink.cutOverTo(sink.matview(Tables.MATVIEW_2));
    sink.worker().kill();
    sink.worker().assign(older);

    sink.worker().start();
    sink.untilActivityWithoutOperator(Observed.Activity.WAITING);
    sink.untilStreaming();
    load.awaitMore(50);
    load.stop();
    sink.settle();

    assertThat(sink.progress().flows()).hasSize(2);
    sink.requireExact();
  }

  private static boolean isOverdue(SinkUnderTest sink) {
    return sink.operator()
        .attempt()
        .flatMap(attempt -> attempt.deadline())
        .filter(deadline -> deadline.isBefore(Instant.now()))
        .isPresent();
  }

  /** Waits until the worker names a transaction that it waits for. */
  private static void untilBlocked(SinkUnderTest sink) {
    sink.operator()
        .until(
            "the worker names what blocks it",
            A_WHILE,
            () ->
                sink.worker()
                    .observed()
                    .flatMap(Observed::cutover)
                    .filter(cutover -> !cutover.blockers().isEmpty())
                    .isPresent());
  }

  private static void untilEnded(SinkUnderTest sink, Outcome outcome) {
    sink.operator()
        .until(
            "the try ends as " + outcome,
            A_WHILE,
            () ->
                sink.operator()
                    .record()
                    .flatMap(record -> record.ended())
                    .map(EndedAttempt::outcome)
                    .equals(Optional.of(outcome)));
  }

  /** An open transaction that has written a row of its own to each of the tables. */
  private static Connection transactionOn(SinkUnderTest sink, String... tables)
      throws SQLException {
    var connection = sink.database().connect();
    connection.setAutoCommit(false);
    for (String table : tables) {
      write(connection, table);
    }
    return connection;
  }

  /** Writes a row that no other transaction writes. */
  private static void write(Connection connection, String table) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(
          "INSERT INTO %s SELECT 1000000 + pg_backend_pid(), 'open', 1, NULL, clock_timestamp() ON CONFLICT (key_col) DO UPDATE SET amount = %s.amount + 1"
              .formatted(table, table));
    }
  }
}
