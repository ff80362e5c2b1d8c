package dev.headgate.operator.worker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headgate.dataflow.cutover.Run;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@EnableKubernetesMockClient(crud = true, https = false)
class AssignmentStoreTest {

  private final AtomicInteger made = new AtomicInteger();

  KubernetesClient client;
  private AssignmentStore store;

  @BeforeEach
  void open() {
    store =
        new AssignmentStore(
            client, Given.TEMPLATE::sinkId, () -> "token-" + made.incrementAndGet());
  }

  @Test
  void nothingIsAssignedAtFirst() {
    assertThat(store.read(Given.sink())).isEqualTo(new Stored.None());
  }

  @Test
  void whatWasWrittenIsRead() {
    var written = store.write(Given.sink(), Given.desired(1, Run.RUNNING), Optional.empty());

    assertThat(store.read(Given.sink())).isEqualTo(new Stored.Ours(written));
    assertThat(written.desired()).isEqualTo(Given.desired(1, Run.RUNNING));
    assertThat(Ownership.owns(Given.sink(), secret())).isTrue();
  }

  @Test
  void noGrantIsEverStored() {
    var written = store.write(Given.sink(), Given.granted(1), Optional.empty());

    assertThat(written.desired()).isEqualTo(Given.granted(1).withoutGrant());
    assertThat(((Stored.Ours) store.read(Given.sink())).assignment().desired().candidate())
        .hasValueSatisfying(c -> assertThat(c.grant()).isEmpty());
  }

  @Test
  void theTokenIsMadeOnceAndAnnotationsStay() {
    var first = store.write(Given.sink(), Given.desired(1, Run.RUNNING), Optional.empty());
    annotate("example.com/note", "kept");
    var annotated = ((Stored.Ours) store.read(Given.sink())).assignment();

    var second = store.write(Given.sink(), Given.desired(2, Run.RELEASED), Optional.of(annotated));

    assertThat(second.token()).isEqualTo(first.token()).isEqualTo("token-1");
    assertThat(second.annotations()).containsEntry("example.com/note", "kept");
    assertThat(second.desired().generation()).isEqualTo(2);
  }

  @Test
  void aRaceForTheFirstAssignmentIsLostOnce() {
    store.write(Given.sink(), Given.desired(1, Run.RUNNING), Optional.empty());

    assertThatThrownBy(
            () -> store.write(Given.sink(), Given.desired(1, Run.RELEASED), Optional.empty()))
        .isInstanceOf(AssignmentConflict.class)
        .hasMessage("Secret shop/avro-sink-worker was changed by somebody else since it was read");
  }

  @Test
  void aWriteOverANewerOneIsRefused() {
    var read = store.write(Given.sink(), Given.desired(1, Run.RUNNING), Optional.empty());
    store.write(Given.sink(), Given.desired(2, Run.RUNNING), Optional.of(read));

    assertThatThrownBy(
            () -> store.write(Given.sink(), Given.desired(2, Run.RELEASED), Optional.of(read)))
        .isInstanceOf(AssignmentConflict.class);

    assertThat(((Stored.Ours) store.read(Given.sink())).assignment().desired())
        .isEqualTo(Given.desired(2, Run.RUNNING));
  }

  @Test
  void aSecretOfAnEarlierSinkOfTheNameIsWaitedFor() {
    store.write(Given.sink(Given.ELDER_UID), Given.desired(9, Run.RUNNING), Optional.empty());

    assertThat(store.read(Given.sink()))
        .isEqualTo(
            new Stored.Foreign(
                "Secret avro-sink-worker belongs to an earlier Sink avro-sink:"
                    + " waiting until Kubernetes has deleted it"));
  }

  @Test
  void aSecretOfSomebodyElseIsLeftAlone() {
    client
        .resource(
            new SecretBuilder()
                .withNewMetadata()
                .withNamespace("shop")
                .withName("avro-sink-worker")
                .endMetadata()
                .build())
        .create();

    assertThat(store.read(Given.sink()))
        .isEqualTo(
            new Stored.Foreign(
                "Secret avro-sink-worker exists and does not belong to Sink avro-sink:"
                    + " rename the Sink or delete it"));
  }

  @Test
  void anAssignmentThatCannotBeReadIsNamed() {
    store.write(Given.sink(), Given.desired(1, Run.RUNNING), Optional.empty());
    var damaged = Base64.getEncoder().encodeToString("{\"sink\": 7}".getBytes(UTF_8));
    client.resource(secret().edit().addToData("sink.json", damaged).build()).update();

    assertThatThrownBy(() -> store.read(Given.sink()))
        .isInstanceOf(MalformedAssignmentException.class)
        .hasMessage(
            "Secret shop/avro-sink-worker: assignment.sink must be a text, is 7. Delete it: the"
                + " operator writes it anew from the sink's progress record");
  }

  private Secret secret() {
    return client.secrets().inNamespace("shop").withName("avro-sink-worker").get();
  }

  private void annotate(String key, String value) {
    client
        .resource(secret().edit().editMetadata().addToAnnotations(key, value).endMetadata().build())
        .update();
  }
}
