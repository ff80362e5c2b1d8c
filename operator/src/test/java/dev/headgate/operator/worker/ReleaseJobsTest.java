package dev.headgate.operator.worker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headgate.control.AssignmentJson;
import dev.headgate.dataflow.cutover.Run;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@EnableKubernetesMockClient(crud = true, https = false)
class ReleaseJobsTest {

  private static final String OPERATORS = "headgate-system";

  KubernetesClient client;
  private ReleaseJobs jobs;

  @BeforeEach
  void open() {
    jobs = new ReleaseJobs(client, OPERATORS, Given.TEMPLATE);
  }

  @Test
  void aJobOfTheOperatorCarriesOutTheAssignment() {
    var state = jobs.ensure(Given.sink(), released(7));

    assertThat(state).isInstanceOf(ReleaseState.Running.class);
    var job = onlyJob();
    assertThat(job.getMetadata().getName()).matches("headgate-release-[0-9a-f]{8}-7");
    assertThat(job.getMetadata().getOwnerReferences()).isEmpty();
    assertThat(job.getMetadata().getLabels())
        .containsEntry("headgate.dev/sink", "avro-sink")
        .containsEntry("headgate.dev/sink-namespace", "shop");
    assertThat(job.getMetadata().getAnnotations()).containsEntry("headgate.dev/generation", "7");
    assertThat(job.getSpec().getTemplate().getSpec().getContainers().getFirst().getArgs())
        .containsExactly("release");
  }

  @Test
  void itsSecretHoldsTheAssignmentAndGoesWithIt() {
    jobs.ensure(Given.sink(), released(7));

    var secret = onlySecret();
    assertThat(secret.getMetadata().getName()).isEqualTo(onlyJob().getMetadata().getName());
    assertThat(secret.getMetadata().getOwnerReferences())
        .singleElement()
        .satisfies(o -> assertThat(o.getUid()).isEqualTo(onlyJob().getMetadata().getUid()));
    var assignment = new AssignmentJson().read(decoded(secret, "sink.json"));
    assertThat(assignment.sink()).isEqualTo(Given.ID);
    assertThat(assignment.desired()).isEqualTo(Given.desired(7, Run.RELEASED));
    assertThat(new String(decoded(secret, "token"), UTF_8)).isEqualTo("token");
  }

  @Test
  void aSecondCallWritesNothing() {
    jobs.ensure(Given.sink(), released(7));
    var before = List.<HasMetadata>of(onlyJob(), onlySecret());

    var state = jobs.ensure(Given.sink(), released(7));

    assertThat(state)
        .isEqualTo(
            new ReleaseState.Running(
                "Job %s has no pod yet".formatted(onlyJob().getMetadata().getName())));
    assertThat(List.<HasMetadata>of(onlyJob(), onlySecret())).isEqualTo(before);
  }

  @Test
  void aSecretThatACrashLeftOutIsMadeLater() {
    jobs.ensure(Given.sink(), released(7));
    client.resource(onlySecret()).delete();

    jobs.ensure(Given.sink(), released(7));

    assertThat(onlySecret()).isNotNull();
  }

  @Test
  void aSecretOfAJobThatIsGoneIsReplaced() {
    jobs.ensure(Given.sink(), released(7));
    client.resource(onlyJob()).delete();

    assertThat(jobs.ensure(Given.sink(), released(7)))
        .isInstanceOfSatisfying(
            ReleaseState.Running.class,
            running -> assertThat(running.why()).endsWith("of an earlier Job is deleted"));
    jobs.ensure(Given.sink(), released(7));

    assertThat(onlySecret().getMetadata().getOwnerReferences().getFirst().getUid())
        .isEqualTo(onlyJob().getMetadata().getUid());
  }

  @Test
  void onlyACompleteJobOfThatGenerationIsSuccess() {
    jobs.ensure(Given.sink(), released(7));
    finish(onlyJob(), "Complete");

    assertThat(jobs.ensure(Given.sink(), released(7))).isEqualTo(new ReleaseState.Succeeded(7));
    assertThat(jobs.ensure(Given.sink(), released(8))).isInstanceOf(ReleaseState.Running.class);
    assertThat(onlyJob().getMetadata().getName()).endsWith("-8");
  }

  @Test
  void aJobForAnEarlierSinkOfTheNameIsNoSuccess() {
    jobs.ensure(Given.sink(Given.ELDER_UID), released(7));
    finish(onlyJob(), "Complete");

    assertThat(jobs.ensure(Given.sink(), released(7))).isInstanceOf(ReleaseState.Running.class);
  }

  @Test
  void aJobThatGaveUpIsMadeAnew() {
    jobs.ensure(Given.sink(), released(7));
    finish(onlyJob(), "Failed");

    jobs.ensure(Given.sink(), released(7));

    assertThat(client.batch().v1().jobs().inNamespace(OPERATORS).list().getItems()).isEmpty();
  }

  @Test
  void aSinkThatIsToRunIsNotReleased() {
    var running = new StoredAssignment(Given.desired(7, Run.RUNNING), "token", "1", Map.of());

    assertThatThrownBy(() -> jobs.ensure(Given.sink(), running))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("sink avro-sink is assigned to be RUNNING, a Job only releases");
  }

  @Test
  void nothingIsLeftAfterwards() {
    jobs.ensure(Given.sink(Given.ELDER_UID), released(6));
    jobs.ensure(Given.sink(), released(7));

    jobs.cleanUp(Given.sink());

    assertThat(client.batch().v1().jobs().inNamespace(OPERATORS).list().getItems()).isEmpty();
    assertThat(client.secrets().inNamespace(OPERATORS).list().getItems()).isEmpty();
  }

  private static StoredAssignment released(long generation) {
    return new StoredAssignment(Given.desired(generation, Run.RELEASED), "token", "1", Map.of());
  }

  private void finish(Job job, String condition) {
    client
        .resource(
            job.edit()
                .editOrNewStatus()
                .addNewCondition()
                .withType(condition)
                .withStatus("True")
                .endCondition()
                .endStatus()
                .build())
        .updateStatus();
  }

  private Job onlyJob() {
    var all = client.batch().v1().jobs().inNamespace(OPERATORS).list().getItems();
    assertThat(all).hasSize(1);
    return all.getFirst();
  }

  private Secret onlySecret() {
    var all = client.secrets().inNamespace(OPERATORS).list().getItems();
    assertThat(all).hasSize(1);
    return all.getFirst();
  }

  private static byte[] decoded(Secret secret, String key) {
    return Base64.getDecoder().decode(secret.getData().get(key));
  }
}
