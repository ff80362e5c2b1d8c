package dev.headgate.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.headgate.api.v1alpha1.Sink;
import dev.headgate.testkit.junit.RequiresKubernetes;
import dev.headgate.testkit.kubernetes.KubernetesServer;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/**
 * Commands against a real API server. There is no operator: tests write the status that it would.
 */
@RequiresKubernetes
abstract class OnServer {

  static final String NAMESPACE = "cli";

  /** Maven runs tests in the module's own directory. */
  private static final Path CRDS = Path.of("../../crds");

  private static final String SINK =
      """
      apiVersion: headgate.dev/v1alpha1
      kind: Sink
      metadata: {name: avro-sink, namespace: cli}
      spec:
        from: {name: matview-1}
        into: {kafka: {connection: {name: kafka}, topic: test_avro_topic}}
        key: {columns: [key_col]}
        format: {avro: {registry: {name: csr}}}
        envelope: Upsert
        cutover: {promotion: Manual}
      """;

  static final String CUTOVER =
      """
      {"status": {"status": "running", "version": 1, "activeRelation": "matview-1",
       "observedGeneration": %d,
       "cutover": {"id": "3f9a0c11", "attempt": 0, "from": "matview-1", "to": "matview-2",
                   "step": "%s", "message": "%s"}}}
      """;

  static final ObjectMapper JSON = new ObjectMapper();

  final KubernetesServer kubernetes;
  final KubernetesClient client;

  OnServer(KubernetesServer kubernetes) {
    this.kubernetes = kubernetes;
    this.client = kubernetes.client();
  }

  @BeforeAll
  static void install(KubernetesServer kubernetes) {
    kubernetes.apply(CRDS);
    kubernetes.makeNamespace(NAMESPACE);
  }

  @BeforeEach
  void oneSink() {
    client.resources(Sink.class).inNamespace(NAMESPACE).delete();
    client
        .load(new ByteArrayInputStream(SINK.getBytes(StandardCharsets.UTF_8)))
        .fieldManager("argocd-controller")
        .serverSideApply();
  }

  /** A command about the namespace of the tests. */
  Run command(String... arguments) {
    return Run.of(arguments)
        .with("--kubeconfig", kubernetes.kubeconfig().toString(), "-n", NAMESPACE);
  }

  /** One that must end well. */
  String done(String... arguments) {
    var run = command(arguments).now();
    assertThat(run.code()).as("exit code; %s", run.err()).isZero();
    return run.out();
  }

  Sink sink() {
    return client.resources(Sink.class).inNamespace(NAMESPACE).withName("avro-sink").get();
  }

  JsonNode raw() {
    return json(kubernetes.kubectl("get", "sink", "avro-sink", "-n", NAMESPACE, "-o", "json"));
  }

  /** Writes the status as the operator would. */
  void status(String patch) {
    client
        .resources(Sink.class)
        .inNamespace(NAMESPACE)
        .withName("avro-sink")
        .subresource("status")
        .patch(PatchContext.of(PatchType.JSON_MERGE), patch);
  }

  /** A cutover to matview-2 in that step, seen of the spec as it is. */
  void step(String step, String message) {
    status(CUTOVER.formatted(sink().getMetadata().getGeneration(), step, message));
  }

  /** Which fields the API server says that these commands have set, as paths. */
  List<String> ownFields() {
    var fields = new ArrayList<String>();
    for (var entry : sink().getMetadata().getManagedFields()) {
      if (entry.getManager().equals("kubectl-headgate")) {
        assertThat(entry.getSubresource()).isNull();
        paths("", JSON.valueToTree(entry.getFieldsV1()), fields);
      }
    }
    return fields;
  }

  private static void paths(String prefix, JsonNode fields, List<String> paths) {
    if (fields.isEmpty()) {
      paths.add(prefix);
    }
    fields
        .properties()
        .forEach(
            field ->
                paths(
                    prefix + (prefix.isEmpty() ? "" : ".") + field.getKey().replace("f:", ""),
                    field.getValue(),
                    paths));
  }

  static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new AssertionError("no JSON: " + text, e);
    }
  }

  /** Generous, as all of a cluster may run on two cores. */
  static ConditionFactory within(String what) {
    return await(what).atMost(Duration.ofMinutes(2));
  }
}
