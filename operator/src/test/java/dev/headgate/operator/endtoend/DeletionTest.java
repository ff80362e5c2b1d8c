package dev.headgate.operator.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.headgate.api.v1alpha1.SinkStatus.Step;
import dev.headgate.testkit.kafka.KafkaServer;
import dev.headgate.testkit.kubernetes.KubernetesServer;
import dev.headgate.testkit.load.Load;
import dev.headgate.testkit.load.TestDatabase;
import dev.headgate.testkit.postgres.PostgresServer;
import dev.headgate.testkit.registry.SchemaRegistryServer;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A Sink that is deleted leaves nothing upstream, however it stood. */
@SharedPlatform
class DeletionTest {

  private static final String OPERATOR_NAMESPACE = "headgate-system";
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final Platform platform;
  private SinkUnderTest sink;
  private Load load;

  DeletionTest(Platform platform) {
    this.platform = platform;
  }

  @BeforeEach
  void startSink(KafkaServer kafka, PostgresServer postgres, SchemaRegistryServer registry)
      throws Exception {
    sink = new SinkUnderTest(platform, kafka, registry, TestDatabase.withTables(postgres));
    load = Load.start(sink.database().server(), sink.database().name(), Load.Shape.usual(1));
    sink.startWithMatviews();
  }

  @AfterEach
  void closeSink() throws Exception {
    load.close();
    sink.close();
  }

  @Test
  void aJobReleasesASinkWhoseWorkerCannotRun() throws Exception {
    sink.admitNoMorePods();
    sink.deletePod();

    sink.resource().delete();
    await("a Job takes the worker's place").atMost(LIMIT).until(() -> !jobs().isEmpty());
    sink.delete();

    assertThat(sink.leftUpstream()).isEqualTo("0");
    untilNothingIsLeftIn(OPERATOR_NAMESPACE);
    untilNothingIsLeftIn(sink.namespace());
  }

  @Test
  void aSinkDeletedInMidCutoverIsGivenBackWhileATransactionHoldsTheCutover() throws Exception {
    try (var blocker = HeldTransaction.on(sink.database())) {
      sink.edit("matview-2");
      sink.untilIn(Step.Preparing);

      sink.delete();

      assertThat(sink.leftUpstream()).isEqualTo("0");
      blocker.commit();
    }
    untilNothingIsLeftIn(sink.namespace());
  }

  @Test
  void aNamespaceDeletedWithItsSinkLeavesNothingUpstream(KubernetesServer kubernetes)
      throws Exception {
    kubernetes.kubectl("delete", "namespace", sink.namespace(), "--timeout=100s");

    assertThat(sink.leftUpstream()).isEqualTo("0");
    untilNothingIsLeftIn(OPERATOR_NAMESPACE);
  }

  @Test
  void aSinkMadeAgainUnderItsNameGoesOnFromTheVersion() throws Exception {
    var first = sink.status().orElseThrow();
    sink.delete();

    sink.changeTopic();
    sink.applySink("matview-2");
    var second = sink.untilReady("matview-2");
    load.awaitMore(50);
    load.stop();
    sink.settle();

    assertThat(second.version()).isEqualTo(first.version() + 1);
    sink.requireExactTopic();
  }

  private List<Job> jobs() {
    return platform.client().batch().v1().jobs().inNamespace(OPERATOR_NAMESPACE).list().getItems();
  }

  /** Kubernetes collects what a Job or a Deployment owned a moment after its owner. */
  private void untilNothingIsLeftIn(String namespace) {
    await("nothing is left in " + namespace)
        .atMost(LIMIT)
        .untilAsserted(
            () -> {
              var client = platform.client();
              assertThat(client.batch().v1().jobs().inNamespace(namespace).list().getItems())
                  .isEmpty();
              assertThat(client.apps().deployments().inNamespace(namespace).list().getItems())
                  .isEmpty();
              assertThat(client.pods().inNamespace(namespace).list().getItems()).isEmpty();
              assertThat(client.secrets().inNamespace(namespace).list().getItems())
                  .extracting(secret -> secret.getMetadata().getName())
                  .isSubsetOf("shop");
            });
  }
}
