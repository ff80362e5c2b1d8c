package dev.headgate.operator.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What is sent. The mock server knows no server-side apply, so the answers are written here; what a
 * real one makes of it is tested with the operator as a whole.
 */
@EnableKubernetesMockClient(https = false)
class WorkerApplierTest {

  private static final String ACCOUNT = "/api/v1/namespaces/shop/serviceaccounts/avro-sink-worker";
  private static final String DEPLOYMENT =
      "/apis/apps/v1/namespaces/shop/deployments/avro-sink-worker";
  private static final String APPLY = "?fieldManager=headgate-operator&force=true";

  private final WorkerObjects objects = new WorkerObjects(Given.TEMPLATE);
  private final ObjectMapper mapper = new ObjectMapper();

  KubernetesMockServer server;
  KubernetesClient client;
  private WorkerApplier applier;

  @BeforeEach
  void open() {
    applier = new WorkerApplier(client, Given.TEMPLATE);
  }

  @Test
  void whatIsMissingIsApplied() throws Exception {
    server.expect().patch().withPath(ACCOUNT + APPLY).andReturn(200, account()).once();
    server.expect().patch().withPath(DEPLOYMENT + APPLY).andReturn(200, deployment(1)).once();

    applier.apply(Given.sink(), 1);

    assertThat(sent(DEPLOYMENT))
        .hasValueSatisfying(
            applied -> {
              assertThat(image(applied)).isEqualTo("headgate/worker:1");
              assertThat(applied.getMetadata().getAnnotations())
                  .containsKey("headgate.dev/applied");
            });
  }

  @Test
  void aSecondCallWritesNothing() throws Exception {
    var first = applied(1, "headgate/worker:1");
    exists(first);

    assertThat(applier.apply(Given.sink(), 1)).isEqualTo(new WorkerApplier.Applied(first, false));

    assertThat(sent(DEPLOYMENT)).isEmpty();
  }

  @Test
  void replicasThatSomebodyChangedAreRepaired() throws Exception {
    var scaled = applied(1, "headgate/worker:1");
    scaled.getSpec().setReplicas(0);
    exists(scaled);
    server.expect().patch().withPath(DEPLOYMENT + APPLY).andReturn(200, deployment(1)).once();

    applier.apply(Given.sink(), 1);

    assertThat(sent(DEPLOYMENT).orElseThrow().getSpec().getReplicas()).isEqualTo(1);
  }

  @Test
  void anImageThatSomebodySetIsLeftAlone() throws Exception {
    exists(applied(1, "headgate/worker:0"));

    var there = applier.apply(Given.sink(), 1);

    assertThat(image(there.deployment())).isEqualTo("headgate/worker:0");
    assertThat(there.updatePending()).isFalse();
    assertThat(sent(DEPLOYMENT)).isEmpty();
  }

  @Test
  void anOperatorThatMakesWorkersOtherwiseLeavesTheOneThatRunsAlone() throws Exception {
    var first = applied(1, "headgate/worker:1");
    exists(first);

    for (var other : Given.otherTemplates()) {
      assertThat(new WorkerApplier(client, other).apply(Given.sink(), 1))
          .isEqualTo(new WorkerApplier.Applied(first, true));
    }

    assertThat(sent(DEPLOYMENT)).isEmpty();
  }

  @Test
  void aRolloutBringsTheWorkerThatTheOperatorMakesNow() throws Exception {
    exists(applied(1, "headgate/worker:1"));
    var other = Given.otherTemplates().getFirst();
    server.expect().patch().withPath(DEPLOYMENT + APPLY).andReturn(200, deployment(1)).once();

    var applied = new WorkerApplier(client, other).apply(Given.sinkWithRollout(1), 1);

    assertThat(applied.updatePending()).isFalse();
    var sent = sent(DEPLOYMENT).orElseThrow();
    assertThat(image(sent)).isEqualTo(other.image());
    assertThat(sent.getSpec().getTemplate().getMetadata().getAnnotations())
        .containsEntry("headgate.dev/rollout", "1");
  }

  @Test
  void anOutdatedWorkerIsStoppedAsItIs() throws Exception {
    exists(applied(1, "headgate/worker:1"));
    server
        .expect()
        .patch()
        .withPath(DEPLOYMENT + "?fieldManager=headgate-operator")
        .andReturn(200, deployment(0))
        .once();

    new WorkerApplier(client, Given.otherTemplates().getFirst()).apply(Given.sink(), 0);

    var sent = sent(DEPLOYMENT).orElseThrow();
    assertThat(sent.getSpec().getReplicas()).isZero();
    assertThat(sent.getSpec().getTemplate()).isNull();
  }

  @Test
  void aWorkerThatIsStoppedKeepsItsImage() throws Exception {
    exists(applied(1, "headgate/worker:0"));
    server.expect().patch().withPath(DEPLOYMENT + APPLY).andReturn(200, deployment(0)).once();

    applier.apply(Given.sink(), 0);

    var applied = sent(DEPLOYMENT).orElseThrow();
    assertThat(applied.getSpec().getReplicas()).isZero();
    assertThat(image(applied)).isEqualTo("headgate/worker:0");
  }

  @Test
  void anObjectOfSomebodyElseIsLeftAlone() throws Exception {
    var foreign = deployment(1);
    foreign.getMetadata().setOwnerReferences(null);
    exists(foreign);

    assertThatThrownBy(() -> applier.apply(Given.sink(), 1))
        .isInstanceOf(ForeignObjectException.class)
        .hasMessage(
            "Deployment avro-sink-worker exists and does not belong to Sink avro-sink:"
                + " rename the Sink or delete it");
    assertThat(sent(DEPLOYMENT)).isEmpty();
  }

  @Test
  void aDeploymentOfAnEarlierSinkOfTheNameIsWaitedFor() {
    exists(objects.deployment(Given.sink(Given.ELDER_UID), 1, "headgate/worker:1"));

    assertThatThrownBy(() -> applier.apply(Given.sink(), 1))
        .isInstanceOf(ForeignObjectException.class)
        .hasMessage(
            "Deployment avro-sink-worker belongs to an earlier Sink avro-sink:"
                + " waiting until Kubernetes has deleted it");
  }

  private void exists(Deployment deployment) {
    server.expect().get().withPath(ACCOUNT).andReturn(200, applier.digested(account())).always();
    server.expect().get().withPath(DEPLOYMENT).andReturn(200, deployment).always();
  }

  private ServiceAccount account() {
    return objects.serviceAccount(Given.sink());
  }

  private Deployment deployment(int replicas) {
    return objects.deployment(Given.sink(), replicas, "headgate/worker:1");
  }

  /** As it was applied, with a default of the API server's. */
  private Deployment applied(int replicas, String image) {
    var applied = applier.wanted(Given.sink(), replicas, image);
    applied.getSpec().setProgressDeadlineSeconds(600);
    return applied;
  }

  /** The Deployment that was applied last. */
  private Optional<Deployment> sent(String path) throws Exception {
    Optional<Deployment> last = Optional.empty();
    int left = server.getRequestCount();
    for (; left > 0; left--) {
      var request = server.takeRequest();
      if (request.getMethod().equals("PATCH") && request.getPath().startsWith(path)) {
        last = Optional.of(mapper.readValue(request.getUtf8Body(), Deployment.class));
      }
    }
    return last;
  }

  private static String image(Deployment deployment) {
    return deployment.getSpec().getTemplate().getSpec().getContainers().getFirst().getImage();
  }
}
