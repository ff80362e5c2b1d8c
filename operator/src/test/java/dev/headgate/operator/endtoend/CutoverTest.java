package dev.headgate.operator.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.testkit.kafka.KafkaServer;
import dev.headgate.testkit.load.Load;
import dev.headgate.testkit.load.TestDatabase;
import dev.headgate.testkit.postgres.PostgresServer;
import dev.headgate.testkit.registry.SchemaRegistryServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@SharedPlatform
class CutoverTest {

  private final Platform platform;
  private SinkUnderTest sink;

  CutoverTest(Platform platform) {
    this.platform = platform;
  }

  @BeforeEach
  void makeSink(KafkaServer kafka, PostgresServer postgres, SchemaRegistryServer registry)
      throws Exception {
    sink = new SinkUnderTest(platform, kafka, registry, TestDatabase.withTables(postgres));
  }

  @AfterEach
  void closeSink() throws Exception {
    sink.close();
  }

  @Test
  void anEditOfFromCutsOverExactlyAndDeletionLeavesNothing() throws Exception {
    try (var load =
        Load.start(sink.database().server(), sink.database().name(), Load.Shape.usual(1))) {
      load.awaitMore(100);
      sink.startWithMatviews();
      load.awaitMore(300);

      sink.edit("matview-2");
      var done = sink.untilReady("matview-2");
      load.awaitMore(300);
      load.stop();

      assertThat(done.version()).isEqualTo(2);
      assertThat(done.cutover().step()).isEqualTo("Completed");
      sink.settle();
      sink.requireExact();
    }

    sink.delete();

    assertThat(sink.leftUpstream()).isEqualTo("0");
  }
}
