package dev.headgate.demo.cluster;

import static java.util.stream.Collectors.joining;

import dev.headgate.demo.stage.Example;
import dev.headgate.demo.stage.Stage;
import dev.headgate.testkit.kubernetes.KubernetesServer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What a user does to the example, by {@code kubectl}, shown as it is done. */
record Kubectl(KubernetesServer kubernetes, Stage stage) {

  void apply(Path manifests) {
    run("apply", "--server-side", "-f", manifests.toString());
  }

  /** Edits {@code spec.from}. */
  void from(String relation) {
    run("patch", "sink", Example.SINK_NAME, "--type=merge", "-p", patch(relation));
  }

  static String patch(String relation) {
    return "{\"spec\":{\"from\":{\"name\":\"%s\"}}}".formatted(relation);
  }

  void delete() {
    run("delete", "sink", Example.SINK_NAME, "--wait=false");
  }

  private static String quoted(String argument) {
    return argument.contains("\"") ? "'" + argument + "'" : argument;
  }

  private void run(String... arguments) {
    List<String> all = new ArrayList<>(List.of("--namespace=" + Example.NAMESPACE));
    all.addAll(List.of(arguments));
    stage.say("$ kubectl " + all.stream().map(Kubectl::quoted).collect(joining(" ")));
    kubernetes.kubectl(all.toArray(String[]::new)).lines().forEach(stage::say);
  }
}
