package dev.headgate.operator.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.testkit.junit.RequiresKubernetes;
import dev.headgate.testkit.junit.SharedServers;
import dev.headgate.testkit.kafka.KafkaServer;
import dev.headgate.testkit.kubernetes.KubernetesServer;
import dev.headgate.testkit.load.Load;
import dev.headgate.testkit.load.TestDatabase;
import dev.headgate.testkit.postgres.PostgresServer;
import dev.headgate.testkit.registry.SchemaRegistryServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** All objects are lost with etcd and applied again from git; the sink's record is still there. */
@SharedServers
@RequiresKubernetes
class ClusterLostTest {

  private static KubernetesServer kubernetes;
  private static Platform platform;
  private SinkUnderTest sink;
  private Load load;

  @BeforeAll
  static void startCluster() {
    kubernetes = KubernetesServer.launch();
    platform = Platform.on(kubernetes);
    platform.operator().start();
  }

  @AfterAll
  static void stopCluster() {
    try (var closing = kubernetes) {
      platform.close();
    }
  }

  @BeforeEach
  void cutOverOnce(KafkaServer kafka, PostgresServer postgres, SchemaRegistryServer registry)
      throws Exception {
    sink = new SinkUnderTest(platform, kafka, registry, TestDatabase.withTables(postgres));
    load = Load.start(sink.database().server(), sink.database().name(), Load.Shape.usual(1));
    sink.startWithMatviews();
    sink.edit("matview-2");
    assertThat(sink.untilReady("matview-2").version()).isEqualTo(2);
  }

  @AfterEach
  void closeSink() throws Exception {
    load.close();
    sink.close();
  }

  @Test
  void theSinkGoesOnFromItsRecord() throws Exception {
    var slot = sink.slot();
    platform.operator().kill();
    kubernetes.wipe();

    apply("matview-2");

    goesOnWith("matview-2", 2, slot);
  }

  @Test
  void anotherRelationInGitIsAnOrdinaryCutover() throws Exception {
    var slot = sink.slot();
    kubernetes.wipe();
    platform.operator().awaitEnd("the cluster's resource versions went back");

    apply("matview-1");

    goesOnWith("matview-1", 3, slot);
  }

  /** With the operator's program, as its Deployment in git has it. */
  private void apply(String from) {
    Platform.install(kubernetes);
    platform.operator().start();
    sink.applyReferences("matview_1", "matview_2");
    sink.applySink(from);
  }

  private void goesOnWith(String relation, int version, String slot) throws Exception {
    var status = sink.untilReady(relation);
    load.awaitMore(50);
    load.stop();
    sink.settle();

    assertThat(status.version()).isEqualTo(version);
    assertThat(sink.slot()).isEqualTo(slot);
    sink.requireExact();
  }
}
