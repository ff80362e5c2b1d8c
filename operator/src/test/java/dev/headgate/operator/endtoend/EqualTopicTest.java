package dev.headgate.operator.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.api.v1alpha1.SinkStatus;
import dev.headgate.api.v1alpha1.SinkStatus.Step;
import dev.headgate.testkit.kafka.KafkaServer;
import dev.headgate.testkit.postgres.PostgresServer;
import dev.headgate.testkit.registry.SchemaRegistryServer;
import org.junit.jupiter.api.Test;

/**
 * What the spec asks for, so that the topic equals the relation, and what the status says of it.
 */
@SharedPlatform
class EqualTopicTest {

  @Test
  void theSpecAsksForATopicThatEqualsTheRelationAndTheStatusSaysWhetherItDoes(
      Platform platform, KafkaServer kafka, PostgresServer postgres, SchemaRegistryServer registry)
      throws Exception {
    try (var shuttle = Shuttle.start(platform, kafka, postgres, registry)) {
      var sink = shuttle.sink();
      sink.database()
          .execute("INSERT INTO orders SELECT i, i, 'made', now() FROM generate_series(1, 99) i");
      assertThat(sink.status().orElseThrow().topicMatchesRelation()).isTrue();

      sink.patch(edit("matview-2", "{\"mode\":\"Reconcile\"}"));
      var reconciled = sink.untilReady("matview-2");
      assertThat(reconciled.topicMatchesRelation()).isTrue();

      sink.patch(edit("matview-1", "{\"mode\":\"Forward\"}"));
      var forward = sink.untilReady("matview-1");
      assertThat(forward.topicMatchesRelation()).isFalse();

      sink.patch(edit("matview-2", "{\"mode\":\"Reconcile\"}"));
      var refused = sink.untilIn(Step.Failed);
      assertThat(refused.cutover().message()).contains("Set spec.cutover.mode to Refresh");

      sink.patch(edit("matview-1", "{\"mode\":\"Refresh\",\"attempt\":1}"));
      var refreshed = sink.until("what flows is written anew", s -> isRefreshed(forward, s));
      assertThat(refreshed.activeRelation()).isEqualTo("matview-1");
    }
  }

  private static String edit(String from, String cutover) {
    return "{\"spec\":{\"from\":{\"name\":\"%s\"},\"cutover\":%s}}".formatted(from, cutover);
  }

  private static boolean isRefreshed(SinkStatus before, SinkStatus now) {
    return now.version() == before.version() + 1
        && now.topicMatchesRelation()
        && SinkUnderTest.isTrue(now, "Ready");
  }
}
