package dev.headgate.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.headgate.cli.change.Changes;
import dev.headgate.cli.cluster.Cluster;
import dev.headgate.testkit.kubernetes.KubernetesServer;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Each verb writes the fields that it names, as a field manager of its own, and nothing else. */
class VerbsOnServerTest extends OnServer {

  VerbsOnServerTest(KubernetesServer kubernetes) {
    super(kubernetes);
  }

  @Test
  void alterWritesFrom() {
    var before = raw();

    assertThat(done("alter", "sink", "avro-sink", "set", "from", "matview-2"))
        .isEqualTo("sink.headgate.dev/avro-sink set from matview-1 to matview-2\n");

    assertThat(ownFields()).containsExactly("spec.from.name");
    assertThat(raw().at("/spec")).isEqualTo(with(before, "from", "{\"name\": \"matview-2\"}"));
  }

  @Test
  void promoteWritesTheIdThatTheStatusShows() {
    step("AwaitingPromotion", "Prepared");
    var before = raw();

    done("promote", "sink/avro-sink");

    assertThat(ownFields()).containsExactly("spec.cutover.promote");
    assertThat(sink().getSpec().cutover().promote()).isEqualTo("3f9a0c11");
    assertThat(raw().at("/status")).isEqualTo(before.at("/status"));
  }

  @Test
  void abortPutsFromBack() {
    done("alter", "sink", "avro-sink", "SET", "FROM", "matview-2");
    step("CatchingUp", "");
    var before = raw();

    assertThat(done("abort", "avro-sink"))
        .isEqualTo(
            "sink.headgate.dev/avro-sink put from back to matview-1, to give up cutover 3f9a0c11"
                + " (CatchingUp)\n");

    assertThat(ownFields()).containsExactly("spec.from.name");
    assertThat(sink().getSpec().from().name()).isEqualTo("matview-1");
    assertThat(raw().at("/status")).isEqualTo(before.at("/status"));
  }

  @Test
  void abortPastThePointOfNoReturnChangesNothing() {
    done("alter", "sink", "avro-sink", "set", "from", "matview-2");
    step("Verifying", "");
    var before = raw();

    var run = command("abort", "sink", "avro-sink").now();

    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err()).startsWith("error: Cutover 3f9a0c11 of Sink avro-sink is past");
    assertThat(raw()).isEqualTo(before);
  }

  @Test
  void pauseAndResumeWritePaused() {
    done("pause", "sink", "avro-sink");
    assertThat(sink().getSpec().paused()).isTrue();
    assertThat(ownFields()).containsExactly("spec.paused");

    done("resume", "sink", "avro-sink");
    assertThat(sink().getSpec().paused()).isFalse();
    assertThat(ownFields()).containsExactly("spec.paused");
  }

  @Test
  void refreshWritesAttemptAndMode() {
    done("refresh", "sink", "avro-sink");

    assertThat(ownFields()).containsExactlyInAnyOrder("spec.cutover.attempt", "spec.cutover.mode");
    assertThat(sink().getSpec().cutover().attempt()).isEqualTo(1);
    assertThat(sink().getSpec().cutover().mode()).isEqualTo("Refresh");
  }

  @Test
  void restartRaisesTheRollout() {
    done("restart", "sink", "avro-sink");
    assertThat(done("restart", "sink", "avro-sink"))
        .isEqualTo("sink.headgate.dev/avro-sink set worker.rollout to 2, to replace its worker\n");

    assertThat(ownFields()).containsExactly("spec.worker.rollout");
    assertThat(sink().getSpec().worker().rollout()).isEqualTo(2);
  }

  @Test
  void whatTheServerRefusesIsToldInItsWords() {
    kubernetes.kubectl(
        "patch",
        "sink",
        "avro-sink",
        "-n",
        NAMESPACE,
        "--type=merge",
        "-p",
        "{\"spec\":{\"cutover\":{\"schemaCheck\":\"AfterCutover\"}}}");

    var run = command("refresh", "sink", "avro-sink").now();

    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err()).startsWith("error: ").contains("set schemaCheck to BeforeCutover");
    assertThat(ownFields()).isEmpty();
  }

  @Test
  void aChangedSinkIsAnsweredAsADocumentOnDemand() {
    var answer = json(done("alter", "sink", "avro-sink", "set", "from", "matview-2", "-o", "json"));

    assertThat(answer).isEqualTo(raw());
  }

  @Test
  void whatChangesBetweenReadAndWriteIsReadAnew() {
    var looks = new AtomicInteger();
    try (var cluster = Cluster.of(kubernetes.config(), Optional.of(NAMESPACE))) {
      cluster
          .sinks()
          .change(
              "avro-sink",
              sink -> {
                if (looks.incrementAndGet() == 1) {
                  step("AwaitingPromotion", "Prepared"); // the operator is faster than the write
                  return Changes.pause(sink);
                }
                return Changes.promote(sink, Optional.empty());
              });
    }

    assertThat(looks).hasValue(2);
    assertThat(sink().getSpec().paused()).isFalse();
    assertThat(sink().getSpec().cutover().promote()).isEqualTo("3f9a0c11");
  }

  @Test
  void aSinkThatIsNotThereIsSaid() {
    var run = command("pause", "sink", "no-sink").now();

    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err())
        .isEqualTo(
            """
            error: Sink no-sink does not exist in namespace cli.
              See: kubectl headgate get sinks -A
            """);
  }

  @Test
  void aKubeconfigThatIsNotThereIsSaid() {
    var run = Run.of("get", "sinks", "-n", NAMESPACE, "--kubeconfig", "target/no-kubeconfig").now();

    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err()).isEqualTo("error: Kubeconfig target/no-kubeconfig cannot be read.\n");
  }

  private static JsonNode with(JsonNode sink, String field, String value) {
    ObjectNode spec = sink.at("/spec").deepCopy();
    spec.set(field, json(value));
    return spec;
  }
}
