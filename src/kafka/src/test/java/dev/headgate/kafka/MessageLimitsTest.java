package dev.headgate.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headgate.dataflow.row.MessageTooLarge.Excess;
import dev.headgate.dataflow.sink.SinkSpec;
import dev.headgate.dataflow.time.Timestamp;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is said of sizes, held against what client and broker take. */
class MessageLimitsTest extends OnBroker {

  private static final Timestamp AT = Timestamp.parse("18446744073709551615");

  @ParameterizedTest
  @ValueSource(strings = {"none", "lz4", "gzip", "zstd", "snappy"})
  void theLargestMessageThatIsSaidToFitIsTakenAndALittleMoreIsNot(String compression) {
    topics.ensure(spec(topic, 1));
    maxMessageBytes(20_000);
    var tuned = tuned(Map.of("compression.type", compression));
    var limits = limitsOf(tuned);
    byte[] random = new byte[40_000];
    new Random(7).nextBytes(random);
    int fits = largestFitting(limits, random);

    var writer = opened(tuned, CommitPoints.NONE);
    writer.send(AT, 0, null, first(random, fits));
    writer.commit(Records.live(1, 1));

    assertThat(fits).isBetween(19_700, 20_100);
    var over = opened(tuned, CommitPoints.NONE);
    over.send(AT, 0, null, first(random, fits + 200));
    assertThatThrownBy(() -> over.commit(Records.live(1, 2)))
        .isInstanceOfSatisfying(SendFailed.class, e -> assertThat(e.isTooLarge()).isTrue());
  }

  @Test
  void aMessageThatCompressesWellMayBeLargerThanTheTopicsLimit() {
    topics.ensure(spec(topic, 1));
    maxMessageBytes(20_000);
    var limits = limitsOf(settings);

    assertThat(limits.excess(new byte[500_000], 0, 10, 499_990)).isEmpty();
    var writer = opened();
    writer.send(AT, 0, null, new byte[500_000]);
    writer.commit(Records.live(1, 1));
  }

  @Test
  void theClientsLimitCountsBeforeCompression() {
    topics.ensure(spec(topic, 1));
    var limits = limitsOf(settings);

    assertThat(limits.excess(new byte[1_048_576], 0, 0, 1_048_576))
        .contains(
            new Excess(1_048_709, 1_048_576, "max.request.size among the Connection's properties"));
    assertThat(limits.excess(new byte[1_048_576], 0, 0, 1_048_000)).isEmpty();
  }

  @Test
  void limitsFollowTheTopicsSettings() {
    topics.ensure(spec(topic, 1));
    var limits = limitsOf(tuned(Map.of("compression.type", "none")));
    var bytes = new byte[30_000];
    assertThat(limits.excess(bytes, 0, 0, bytes.length)).isEmpty();

    maxMessageBytes(20_000);
    topics.refresh(limits);

    assertThat(limits.excess(bytes, 0, 0, bytes.length))
        .contains(new Excess(30_133, 20_000, "max.message.bytes of topic " + topic));
    assertThat(limits.surelyFitting()).isEqualTo(20_000 - 133);
  }

  @Test
  void aTopicForLettersIsMadeLikeTheDataTopicWithoutItsSettings() {
    var spec =
        new SinkSpec(
            topic,
            OptionalInt.of(5),
            OptionalInt.of(1),
            Map.of("cleanup.policy", "compact"),
            List.of("k"),
            true);

    assertThat(topics.ensureDeadLetters(spec, topic + "-letters").partitions()).isEqualTo(5);
    topics.ensure(spec);
    var compacted =
        new SinkSpec("other", OptionalInt.of(1), OptionalInt.of(1), Map.of(), List.of("k"), true);

    assertThatThrownBy(() -> topics.ensureDeadLetters(compacted, topic))
        .isInstanceOf(RefusedException.class)
        .hasMessage(
            "Topic %s cannot be the dead-letter topic: it is compacted, and records without a key"
                + " are not taken there. Name another one in into.kafka.deadLetterTopic.",
            topic);
    assertThatThrownBy(() -> topics.ensureDeadLetters(spec, topic))
        .hasMessageContaining("it has another use in this sink");
    assertThatThrownBy(() -> topics.ensureDeadLetters(spec, settings.progressTopic()))
        .hasMessageContaining("it has another use in this sink");
  }

  private static int largestFitting(MessageLimits limits, byte[] bytes) {
    int fits = 0;
    int excessive = bytes.length;
    while (excessive - fits > 1) {
      int middle = (fits + excessive) / 2;
      if (limits.excess(bytes, 0, 0, middle).isEmpty()) {
        fits = middle;
      } else {
        excessive = middle;
      }
    }
    return fits;
  }

  private static byte[] first(byte[] bytes, int count) {
    return Arrays.copyOf(bytes, count);
  }

  private MessageLimits limitsOf(ClientSettings of) {
    try (var own = KafkaCluster.connect(of)) {
      return new Topics(own, System::nanoTime).messageLimits(topic);
    }
  }

  private static ClientSettings tuned(Map<String, String> properties) {
    return ClientSettings.of(broker.connection(properties));
  }

  private void maxMessageBytes(int bytes) {
    cluster.ask(
        "setting a limit",
        a ->
            a.incrementalAlterConfigs(
                    Map.of(
                        new ConfigResource(ConfigResource.Type.TOPIC, topic),
                        List.of(
                            new AlterConfigOp(
                                new ConfigEntry("max.message.bytes", Integer.toString(bytes)),
                                AlterConfigOp.OpType.SET))))
                .all());
  }
}
