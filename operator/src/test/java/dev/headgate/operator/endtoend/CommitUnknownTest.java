package dev.headgate.operator.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.headgate.api.v1alpha1.SinkStatus;
import dev.headgate.api.v1alpha1.SinkStatus.Step;
import dev.headgate.testkit.kafka.KafkaServer;
import dev.headgate.testkit.net.Direction;
import dev.headgate.testkit.net.TcpProxy;
import dev.headgate.testkit.oracle.ProgressTrace.Flow;
import dev.headgate.testkit.postgres.PostgresServer;
import dev.headgate.testkit.registry.SchemaRegistryServer;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What befalls a Sink while nobody knows whether its cutover was committed: the answer to the
 * commit is on its way, and a proxy between worker and Kafka holds it there.
 */
@SharedPlatform
class CommitUnknownTest {

  /** Long enough that both halves have looked at the time again. */
  private static final Duration SEVERAL_TICKS = Duration.ofSeconds(3);

  private static final Duration LIMIT = Duration.ofSeconds(60);

  private static Shuttle shuttle;
  private static SinkUnderTest sink;
  private static TcpProxy link;

  @BeforeAll
  static void startSink(
      Platform platform, KafkaServer kafka, PostgresServer postgres, SchemaRegistryServer registry)
      throws Exception {
    shuttle = Shuttle.behindProxy(platform, kafka, postgres, registry);
    sink = shuttle.sink();
    link = kafka.proxy();
  }

  @AfterAll
  static void stopSink() throws Exception {
    shuttle.close();
  }

  @BeforeEach
  void begin() {
    shuttle.begin();
  }

  @AfterEach
  void end() throws Exception {
    link.heal();
    sink.hold().release();
    shuttle.end();
  }

  /** What becomes of the answer. */
  enum Answer {
    ARRIVES_LATE {
      @Override
      void decide() {
        link.heal();
      }
    },
    IS_LOST {
      @Override
      void decide() {
        link.cut();
        link.heal();
      }
    };

    abstract void decide();
  }

  @ParameterizedTest
  @EnumSource
  void theOperatorDiesAndNewFlowsAsTheRecordSays(Answer answer) throws Exception {
    commitUnanswered(sink, shuttle.next(), shuttle.version() + 1);
    killOperatorThatShowsIt();

    answer.decide();
    shuttle.untilNewFlows();

    shuttle.nextOperatorCompletes();
  }

  @Test
  void operatorAndWorkerDieBeforeTheCommitIsSentAndOldFlowsAsTheRecordSays() throws Exception {
    reachTheCommit(sink, shuttle.next());
    killOperatorThatShowsIt();

    sink.killWorker();
    shuttle.requireOld();
    sink.hold().release();

    shuttle.nextOperatorCompletes();
  }

  @Test
  void theDeadlinePassesInVain() throws Exception {
    try (var steps = new ShownSteps(sink.resource())) {
      sink.patch("{\"spec\":{\"cutover\":{\"timeout\":\"15s\"}}}");
      commitUnanswered(sink, shuttle.next(), shuttle.version() + 1);
      var deadline = Instant.parse(sink.status().orElseThrow().cutover().deadline());
      await("the deadline is past")
          .atMost(LIMIT)
          .until(() -> Instant.now().isAfter(deadline.plus(SEVERAL_TICKS)));
      requireShown(sink);

      link.heal();
      shuttle.requireCutOverTo(shuttle.next());

      assertThat(steps.shown()).doesNotContain(Step.TimedOut.name());
    } finally {
      sink.patch("{\"spec\":{\"cutover\":{\"timeout\":\"10m\"}}}");
    }
  }

  @Test
  void fromPutBackIsAnOrdinaryCutoverOnceNewFlows() throws Exception {
    commitUnanswered(sink, shuttle.next(), shuttle.version() + 1);
    sink.edit(shuttle.flowing());
    sink.until("it is withdrawn", s -> Boolean.TRUE.equals(s.cutover().withdrawn()));
    requireShown(sink);

    link.heal();
    var back = sink.untilReady(shuttle.flowing());

    assertThat(back.version()).isEqualTo(shuttle.version() + 2);
    assertThat(sink.progress().flows().reversed().subList(0, 2))
        .extracting(Flow::relation)
        .containsExactly(shuttle.flowing(), shuttle.next());
    shuttle.requireExact();
  }

  @Test
  void aPauseWaitsForTheOutcomeAndThenNothingFlows() throws Exception {
    commitUnanswered(sink, shuttle.next(), shuttle.version() + 1);
    sink.patch("{\"spec\":{\"paused\":true}}");
    var asked = Instant.now();
    await("both halves have looked again")
        .atMost(LIMIT)
        .until(() -> Instant.now().isAfter(asked.plus(SEVERAL_TICKS)));
    requireShown(sink);

    link.heal();
    var paused =
        sink.until("the sink is paused", s -> s.status().equals(SinkStatus.Word.paused.name()));

    assertThat(paused.version()).isEqualTo(shuttle.version() + 1);
    assertThat(paused.activeRelation()).isEqualTo(shuttle.next());
    assertThat(sink.isSlotFree()).isTrue();
    sink.patch("{\"spec\":{\"paused\":false}}");
    shuttle.requireCutOverTo(shuttle.next());
  }

  @Test
  void aDeletedSinkIsGivenBackOnceTheOutcomeIsKnown(
      KafkaServer kafka, PostgresServer postgres, SchemaRegistryServer registry) throws Exception {
    try (var doomed = shuttle.another(kafka, postgres, registry)) {
      commitUnanswered(doomed, "matview-2", 2);
      doomed.resource().delete();
      doomed.until("it is being deleted", s -> s.status().equals(SinkStatus.Word.dropped.name()));
      requireShown(doomed);
      assertThat(doomed.leftUpstream()).as("slot and publication").isEqualTo("2");

      link.heal();
      doomed.delete();

      assertThat(doomed.leftUpstream()).isEqualTo("0");
      assertThat(doomed.progress().records().getLast().version()).isEqualTo(2);
    }
  }

  /** Leads a cutover to where its whole transaction is at the broker, and its commit is not. */
  private static void reachTheCommit(SinkUnderTest sink, String to) throws Exception {
    sink.hold().arm();
    sink.edit(to);
    sink.hold().awaitHeld();
    sink.untilIn(Step.CommitUnknown);
  }

  /** Leads a cutover to where {@code version} is durable, and nobody but the broker knows. */
  private static void commitUnanswered(SinkUnderTest sink, String to, int version)
      throws Exception {
    reachTheCommit(sink, to);
    link.freeze(Direction.TO_CLIENT);
    sink.hold().release();
    sink.untilRecorded("NEW is durable", record -> record.version() == version);
    requireShown(sink);
  }

  /** {@code kill -9}; on return nobody is there who could show anything else. */
  private static void killOperatorThatShowsIt() {
    shuttle.operator().kill();
    requireShown(sink);
  }

  private static void requireShown(SinkUnderTest sink) {
    assertThat(sink.status().orElseThrow().cutover().step()).isEqualTo(Step.CommitUnknown.name());
  }
}
