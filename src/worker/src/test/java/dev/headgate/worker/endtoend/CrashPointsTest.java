package dev.headgate.worker.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.dataflow.cutover.Mode;
import dev.headgate.testkit.kafka.KafkaServer;
import dev.headgate.testkit.load.Load;
import dev.headgate.testkit.load.Tables;
import dev.headgate.testkit.net.Direction;
import dev.headgate.testkit.postgres.PostgresServer;
import dev.headgate.testkit.registry.SchemaRegistryServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Workers that end at the worst moments of a cutover. */
class CrashPointsTest extends EndToEnd {

  private static final Duration A_WHILE = Duration.ofSeconds(20);

  CrashPointsTest(KafkaServer kafka, PostgresServer postgres, SchemaRegistryServer registry) {
    super(kafka, postgres, registry);
  }

  static Stream<Arguments> theNextWorkerBringsTheCutoverToItsEnd() {
    var every =
        Stream.of(CrashPoint.values())
            .filter(point -> point != CrashPoint.COMMIT_UNANSWERED)
            .toList();
    return Stream.of(Mode.values())
        .flatMap(
            mode ->
                every.stream()
                    .filter(point -> isWorthAWorker(mode, point))
                    .map(point -> Arguments.of(mode, point)));
  }

  /** Until something is prepared, all modes go the same way. */
  private static boolean isWorthAWorker(Mode mode, CrashPoint point) {
    return (mode == Mode.FORWARD) == (point.compareTo(CrashPoint.REPAIRING) < 0)
        || point.compareTo(CrashPoint.REPAIRING) > 0;
  }

  @ParameterizedTest
  @MethodSource
  void theNextWorkerBringsTheCutoverToItsEnd(Mode mode, CrashPoint point) throws Exception {
    var sink = sink();
    fill(sink, 30);
    var second = sink.matview(Tables.MATVIEW_2);
    var load = load(sink, Load.Shape.usual(31));
    sink.startCrashingAt(point, sink.matview(Tables.MATVIEW_1));
    load.awaitMore(30);

    sink.beginToCutOverTo(second, 0, mode);
    sink.operator().until("the worker ends", A_WHILE, () -> !sink.worker().isRunning());
    assertThat(sink.worker().hasReachedItsPoint()).as("ended at %s", point).isTrue();
    sink.worker().start();
    sink.untilCutOverTo(second);
    load.awaitMore(30);
    load.stop();
    sink.settle();

    assertThat(sink.progress().flows()).hasSize(2);
    sink.requireExact();
  }

  @Test
  void aCommitWhoseAnswerDiedWithTheWorkerCounts() throws Exception {
    var sink = sinkBehindProxy();
    var second = sink.matview(Tables.MATVIEW_2);
    var load = load(sink, Load.Shape.usual(32));
    untilCommittedAndUnanswered(sink);

    sink.worker().kill();
    kafka().proxy().cut();
    kafka().proxy().heal();
    sink.worker().start();
    sink.untilCutOverTo(second);
    load.awaitMore(30);
    load.stop();
    sink.settle();

    assertThat(sink.progress().flows()).hasSize(2);
    sink.requireExact();
  }

  @Test
  void aCommitWhoseAnswerWasLostOnTheWayCounts() throws Exception {
    var sink = sinkBehindProxy();
    var second = sink.matview(Tables.MATVIEW_2);
    var load = load(sink, Load.Shape.usual(33));
    untilCommittedAndUnanswered(sink);

    kafka().proxy().cut();
    kafka().proxy().heal();
    sink.untilCutOverTo(second);
    load.awaitMore(30);
    load.stop();
    sink.settle();

    assertThat(sink.progress().flows()).hasSize(2);
    sink.requireExact();
  }

  /** Leads a sink to where its second version is durable and its worker waits for that news. */
  private void untilCommittedAndUnanswered(SinkUnderTest sink) throws Exception {
    closing(kafka().proxy()::heal);
    sink.startCrashingAt(CrashPoint.COMMIT_UNANSWERED, sink.matview(Tables.MATVIEW_1));
    sink.operator().want(sink.matview(Tables.MATVIEW_2));
    sink.operator()
        .until("the worker is about to commit", A_WHILE, sink.worker()::hasReachedItsPoint);
    kafka().proxy().freeze(Direction.TO_CLIENT);
    sink.worker().permitToGoOn();
    sink.operator().until("version 2 is durable", A_WHILE, () -> isDurable(sink));
  }

  private static boolean isDurable(SinkUnderTest sink) {
    try {
      return sink.progress().flows().size() == 2;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
