package dev.headgate.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.api.v1alpha1.Sink;
import dev.headgate.testkit.kubernetes.KubernetesServer;
import org.junit.jupiter.api.Test;

class GetOnServerTest extends OnServer {

  GetOnServerTest(KubernetesServer kubernetes) {
    super(kubernetes);
  }

  @Test
  void sinksAreListed() {
    assertThat(done("get", "sinks").lines().map(line -> line.split(" +", -1)[0]))
        .containsExactly("NAME", "avro-sink");
  }

  @Test
  void sinksOfAllNamespacesAreListedWithTheirNamespace() {
    assertThat(done("get", "sinks", "-A")).contains("NAMESPACE", "cli         avro-sink");
  }

  @Test
  void columnsAreThoseOfKubectl() {
    var kubectl = kubernetes.kubectl("get", "sinks", "-A", "-o", "wide").lines().findFirst();

    assertThat(done("get", "sinks", "-A", "-o", "wide").lines().findFirst().orElseThrow())
        .isEqualToNormalizingWhitespace(kubectl.orElseThrow());
  }

  @Test
  void noSinksAreSaid() {
    client.resources(Sink.class).inNamespace(NAMESPACE).delete();

    var run = command("get", "sinks").now();

    assertThat(run.code()).isZero();
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).isEqualTo("No Sinks found in namespace cli.\n");
  }

  @Test
  void documentsAreThoseOfKubectl() {
    step("CatchingUp", "");

    assertThat(json(done("get", "sink", "avro-sink", "-o", "json"))).isEqualTo(raw());
    assertThat(json(done("get", "sinks", "-o", "json")).at("/items/0")).isEqualTo(raw());
  }

  @Test
  void aTreeFollowsTheSinkUntilItIsGone() {
    var run = command("get", "sink", "avro-sink", "-w");
    var over = run.begin();
    within("the sink is shown").until(() -> run.out().contains("sink avro-sink  created"));

    step("CatchingUp", "Waiting until the sink has caught up");
    within("the step is shown").until(() -> run.out().contains("● CatchingUp"));
    client.resources(Sink.class).inNamespace(NAMESPACE).delete();

    assertThat(over.join().code()).isZero();
    assertThat(run.err()).isEqualTo("Sink avro-sink is gone.\n");
  }

  @Test
  void historyExplanationAndPreviewAreOfTheStatus() {
    step("CatchingUp", "Waiting until the sink has caught up");
    status("{\"status\": {\"history\": [{\"version\": 1, \"relation\": \"matview-1\"}]}}");

    assertThat(done("history", "sink", "avro-sink")).contains("1         matview-1");
    assertThat(json(done("history", "sink", "avro-sink", "-o", "json")).at("/0/relation").asText())
        .isEqualTo("matview-1");
    assertThat(done("explain", "sink", "avro-sink"))
        .contains("Cutover 3f9a0c11, matview-1 to matview-2, is CatchingUp:");
    var diff = command("diff", "sink", "avro-sink").now();
    assertThat(diff.code()).isEqualTo(1);
    assertThat(diff.err()).contains("has no preview, its cutover is CatchingUp");
  }
}
