package dev.headgate.bench.soak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headgate.bench.stage.DataTopic;
import dev.headgate.bench.stage.Servers;
import dev.headgate.bench.stage.WorkerLaunch;
import dev.headgate.dataflow.cutover.CutoverStep;
import dev.headgate.dataflow.cutover.Mode;
import dev.headgate.testkit.load.Load;
import dev.headgate.testkit.process.JavaCommand;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The soak in short: every kind of blow once, and a verdict that can fail. */
class CutoverSoakTest {

  private static final WorkerLaunch LAUNCH =
      new WorkerLaunch(
          List.of("-Xmx256m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"),
          JavaCommand.classPath());

  private static final Load.Shape LOAD = Load.Shape.usual(71).atMost(100);

  private static Servers servers;

  @BeforeAll
  static void launch() throws Exception {
    servers = Servers.launchForSoak();
  }

  @AfterAll
  static void close() {
    servers.close();
  }

  @Test
  void cutoversAreExactWhateverIsKilledMeanwhile() throws Exception {
    var plan =
        new Plan(
            List.of(
                blows(Mode.RECONCILE, Kill.WORKER, CutoverStep.REPAIRING),
                blows(Mode.FORWARD, Kill.OPERATOR, CutoverStep.CATCHING_UP),
                blows(Mode.FORWARD, Kill.SESSION, CutoverStep.PREPARING),
                blows(Mode.REFRESH, Kill.BACKEND, CutoverStep.REPAIRING),
                blows(Mode.RECONCILE, Kill.BROKER, CutoverStep.CUTTING_OVER),
                blows(Mode.FORWARD, Kill.POSTGRES, CutoverStep.PREPARING)));

    var figures = new CutoverSoak(plan, LAUNCH, LOAD, System.out::println).run(servers);

    assertThat(figures.versions()).isEqualTo(7);
    assertThat(figures.kills())
        .isEqualTo(Stream.of(Kill.values()).collect(Collectors.toMap(Kill::word, kill -> 1)));
    assertThat(figures.checks().verdicts()).isEqualTo(8);
    assertThat(figures.checks().messages()).isGreaterThan(6 * 50);
  }

  private static Plan.Planned blows(Mode mode, Kill kill, CutoverStep step) {
    return new Plan.Planned(
        mode, List.of(new Strike(kill, new Moment.InStep(step, Duration.ZERO), 1)));
  }

  @Test
  void aRecordThatIsDoubledAfterItWasJudgedIsNoticed() throws Exception {
    try (var trial = Trial.start(servers, LAUNCH, LOAD)) {
      new CutoverSoak(new Plan(List.of()), LAUNCH, LOAD, System.out::println).run(trial);

      writeAgain(firstRecord(trial.topic()));

      assertThatThrownBy(() -> trial.judge().requireExact())
          .isInstanceOf(Judge.NotExact.class)
          .hasMessageContaining("is one too many");
    }
  }

  private static ConsumerRecord<byte[], byte[]> firstRecord(DataTopic topic) {
    try (var consumer = topic.consumer()) {
      return Stream.generate(() -> consumer.poll(Duration.ofMillis(100)))
          .filter(records -> !records.isEmpty())
          .findFirst()
          .orElseThrow()
          .iterator()
          .next();
    }
  }

  private static void writeAgain(ConsumerRecord<byte[], byte[]> record) throws Exception {
    try (var producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", servers.kafka().bootstrapServers()),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      producer
          .send(
              new ProducerRecord<>(
                  record.topic(),
                  record.partition(),
                  record.key(),
                  record.value(),
                  record.headers()))
          .get();
    }
  }
}
