package dev.headgate.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.headgate.testkit.junit.RequiresKubernetes;
import dev.headgate.testkit.kubernetes.KubernetesServer;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingAdmissionPolicy;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whom the chart's admission policies let do what, by the real API server. */
@RequiresKubernetes
class PrivilegesTest {

  private static final Duration LIMIT = Duration.ofSeconds(60);

  /** What RBAC itself asks for, whatever is applied. */
  private static final List<Privilege> TO_APPLY =
      privileges(
          "get sinks.headgate.dev",
          "patch sinks.headgate.dev",
          "patch relations.headgate.dev",
          "patch connections.headgate.dev",
          "create relations.headgate.dev",
          "create connections.headgate.dev");

  private static final List<Privilege> ALL =
      privileges(
          "create sinks.headgate.dev",
          "update sinks.headgate.dev avro-sink",
          "promote sinks.headgate.dev avro-sink",
          "select relations.headgate.dev matview-1",
          "select relations.headgate.dev matview-2",
          "use connections.headgate.dev kafka",
          "use connections.headgate.dev csr",
          "use connections.headgate.dev shop",
          "use secrets shop-login",
          "use secrets kafka-client",
          "use secrets csr-login");

  /** What a shell would make something else of. */
  private static final String BEA = "bea $(false) o'hara";

  private static final Pattern COMMAND = Pattern.compile("echo .*");

  private static KubernetesServer kubernetes;
  private String namespace;

  private static List<Privilege> privileges(String... texts) {
    return Stream.of(texts).map(Privilege::of).toList();
  }

  /** Its policies hold for a whole cluster, so this is one of its own. */
  @BeforeAll
  static void install() {
    kubernetes = KubernetesServer.launch();
    Rendered.CHART.install(kubernetes, "replicas: 0");
    kubernetes.makeNamespace("probe");
    // It takes a moment until the API server heeds a new policy.
    try (var nobody =
        Person.with(kubernetes, "nobody", "probe", with(TO_APPLY, "create sinks.headgate.dev"))) {
      for (var manifest :
          List.of(Manifests.kafka(), Manifests.relation("matview-1"), Manifests.sink())) {
        await("the policies are heeded")
            .atMost(LIMIT)
            .until(
                () ->
                    nobody.refusal(manifest).filter(r -> r.contains("needs the verb")).isPresent());
      }
    }
  }

  @AfterAll
  static void close() {
    kubernetes.close();
  }

  @BeforeEach
  void makeNamespace(TestInfo test) {
    namespace = "ns-" + Integer.toHexString(test.getDisplayName().hashCode());
    kubernetes.makeNamespace(namespace);
  }

  private static List<Privilege> with(List<Privilege> privileges, String... more) {
    var all = new ArrayList<>(privileges);
    all.addAll(privileges(more));
    return all;
  }

  private Person admin() {
    return new Person("admin", namespace, kubernetes.client());
  }

  private static String needs(String privilege, String why) {
    var p = Privilege.of(privilege);
    return "needs the verb %s on %s%s in namespace \"NAMESPACE\" (%s): "
        .formatted(p.verb(), p.resource(), p.name().map(" \"%s\""::formatted).orElse(""), why);
  }

  static Stream<Arguments> acts() {
    var promoted = "promotion: Manual, promote: 0a1b2c3d";
    return Stream.of(
        arguments(
            "select relations.headgate.dev matview-1",
            null,
            Manifests.sink(),
            "spec.from names it"),
        arguments(
            "use connections.headgate.dev kafka",
            null,
            Manifests.sink(),
            "spec.into.kafka.connection names it"),
        arguments(
            "use connections.headgate.dev csr",
            null,
            Manifests.sink(),
            "spec.format.avro.registry names it"),
        arguments(
            "promote sinks.headgate.dev avro-sink",
            null,
            Manifests.sink("matview-1", promoted),
            "to set spec.cutover.promote, or promotion: Automatic where it was Manual"),
        arguments(
            "select relations.headgate.dev matview-2",
            Manifests.sink(),
            Manifests.sink("matview-2", "promotion: Manual"),
            "spec.from names it"),
        arguments(
            "update sinks.headgate.dev avro-sink",
            Manifests.sink(),
            Manifests.sink("matview-2", "promotion: Manual"),
            "to change spec.from of this Sink"),
        arguments(
            "create sinks.headgate.dev",
            Manifests.sink(),
            Manifests.sink("matview-2", "promotion: Manual"),
            "to run a definition of a Sink here"),
        arguments(
            "use connections.headgate.dev kafka",
            Manifests.sink(),
            Manifests.sink("matview-2", "promotion: Manual"),
            "spec.into.kafka.connection names it"),
        arguments(
            "use connections.headgate.dev csr",
            Manifests.sink(),
            Manifests.sink("matview-2", "promotion: Manual"),
            "spec.format.avro.registry names it"),
        arguments(
            "promote sinks.headgate.dev avro-sink",
            Manifests.sink(),
            Manifests.sink("matview-1", promoted),
            "to set spec.cutover.promote, or promotion: Automatic where it was Manual"),
        arguments(
            "promote sinks.headgate.dev avro-sink",
            Manifests.sink(),
            Manifests.sink("matview-1", "promotion: Automatic"),
            "to set spec.cutover.promote, or promotion: Automatic where it was Manual"),
        arguments(
            "use connections.headgate.dev shop",
            null,
            Manifests.relation("matview-1"),
            "spec.postgres.connection names it"),
        arguments(
            "use secrets shop-login",
            null,
            Manifests.postgres("db"),
            "spec.postgres.credentials names it; get will do as well"),
        arguments(
            "use secrets shop-login",
            Manifests.postgres("db"),
            Manifests.postgres("elsewhere"),
            "spec.postgres.credentials names it; get will do as well"),
        arguments(
            "use secrets kafka-client",
            null,
            Manifests.kafka(),
            "spec.kafka.propertiesFrom names it; get will do as well"),
        arguments(
            "use secrets csr-login",
            null,
            Manifests.registry(),
            "spec.schemaRegistry.credentials names it; get will do as well"));
  }

  @ParameterizedTest(name = "{index}: {0}")
  @MethodSource("acts")
  void aPrivilegeThatIsMissingAloneIsNamedAndGrantedByTheCommandsThatAreTold(
      String missing, String there, String applied, String why) throws Exception {
    if (there != null) {
      admin().apply(there);
    }
    var others = new ArrayList<>(ALL);
    others.remove(Privilege.of(missing));
    others.addAll(TO_APPLY);
    try (var person = Person.with(kubernetes, "ann-" + namespace, namespace, others)) {
      var refusal = person.refusal(applied).orElseThrow();

      assertThat(refusal)
          .contains(
              "denied request: user \"%s\" ".formatted(person.name())
                  + needs(missing, why).replace("NAMESPACE", namespace)
                  + "echo");

      obey(refusal);
      person.untilMay(Privilege.of(missing));
      assertThat(person.refusal(applied)).isEmpty();
    }
  }

  /** Runs the commands that a refusal tells, as somebody does who pastes them into a shell. */
  private static void obey(String refusal) throws IOException, InterruptedException {
    var command = COMMAND.matcher(refusal);
    assertThat(command.find()).as(refusal).isTrue();
    var shell = new ProcessBuilder("sh", "-c", command.group()).redirectErrorStream(true);
    var kubectl = kubernetes.kubectlPath().getParent();
    shell.environment().put("PATH", kubectl + File.pathSeparator + System.getenv("PATH"));
    shell.environment().put("KUBECONFIG", kubernetes.kubeconfig().toString());
    shell.environment().put("HOME", kubernetes.kubeconfig().getParent().toString());
    var process = shell.start();
    var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as("%s%n%s", command.group(), output).isZero();
  }

  @Test
  void whoFollowsOneRefusalAfterTheOtherIsThere() throws Exception {
    try (var person =
        Person.with(kubernetes, BEA, namespace, with(TO_APPLY, "create sinks.headgate.dev"))) {
      var missing =
          privileges(
              "select relations.headgate.dev matview-1",
              "use connections.headgate.dev kafka",
              "use connections.headgate.dev csr");
      for (var next : missing) {
        assertThat(person.may(next)).isFalse();
        obey(person.refusal(Manifests.sink()).orElseThrow());
        person.untilMay(next);
      }

      assertThat(person.refusal(Manifests.sink())).isEmpty();
    }
  }

  @Test
  void whoHasAllOfThemMayDoAllOfIt() {
    try (var person = Person.with(kubernetes, "cid", namespace, concat(TO_APPLY, ALL))) {
      assertThat(
              Stream.of(
                      Manifests.postgres("db"),
                      Manifests.kafka(),
                      Manifests.registry(),
                      Manifests.relation("matview-1"),
                      Manifests.relation("matview-2"),
                      Manifests.sink(),
                      Manifests.sink("matview-2", "promotion: Manual"),
                      Manifests.sink("matview-2", "promotion: Manual, promote: 0a1b2c3d"),
                      Manifests.sink("matview-1", "promotion: Automatic"),
                      Manifests.postgres("elsewhere"))
                  .flatMap(manifest -> person.refusal(manifest).stream()))
          .isEmpty();
    }
  }

  private static List<Privilege> concat(List<Privilege> some, List<Privilege> more) {
    return Stream.concat(some.stream(), more.stream()).toList();
  }

  @Test
  void anEditThatTouchesNoReferenceNeedsNoPrivilegeOnReferences() {
    admin().apply(Manifests.sink("matview-1", "promotion: Manual, promote: 0a1b2c3d"));
    admin().apply(Manifests.kafka());
    try (var person = Person.with(kubernetes, "dee", namespace, TO_APPLY)) {
      merge(person.client(), "{\"spec\": {\"cutover\": {\"promote\": null}}}");
      assertThat(
              person.refusal(
                  Manifests.sink("matview-1", "promotion: Manual, attempt: 1")
                      + "  paused: true\n"))
          .isEmpty();
      assertThat(
              person.refusal(
                  Manifests.kafka().replace("{name: kafka}", "{name: kafka, labels: {a: b}}")))
          .isEmpty();
    }
  }

  @Test
  void whoMayReadASecretMayNameIt() {
    try (var person =
        Person.with(kubernetes, "eve", namespace, with(TO_APPLY, "get secrets shop-login"))) {
      assertThat(person.refusal(Manifests.postgres("db"))).isEmpty();
    }
  }

  @Test
  void theOperatorsOwnWritesAreNotRefused() {
    admin().apply(Manifests.sink());
    try (var operator =
        kubernetes.clientAs(
            "system:serviceaccount:headgate-system:headgate", "system:serviceaccounts")) {
      merge(operator, "{\"metadata\": {\"finalizers\": [\"sinks.headgate.dev/finalizer\"]}}");
      sink(operator)
          .subresource("status")
          .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"status\": {\"version\": 1}}");
      sink(kubernetes.client()).delete();
      merge(operator, "{\"metadata\": {\"finalizers\": []}}");

      await("the Sink is gone").atMost(LIMIT).until(() -> sink(kubernetes.client()).get() == null);
    }
  }

  private void merge(KubernetesClient client, String patch) {
    sink(client).patch(PatchContext.of(PatchType.JSON_MERGE), patch);
  }

  private Resource<GenericKubernetesResource> sink(KubernetesClient client) {
    return client
        .genericKubernetesResources("headgate.dev/v1alpha1", "Sink")
        .inNamespace(namespace)
        .withName("avro-sink");
  }

  @Test
  void theApiServerFindsNoMistakeInThePolicies() {
    var policies = kubernetes.client().resources(ValidatingAdmissionPolicy.class).list().getItems();

    assertThat(policies).hasSize(3);
    for (var policy : policies) {
      await("its types are checked")
          .atMost(LIMIT)
          .untilAsserted(
              () -> {
                var status = kubernetes.client().resource(policy).get().getStatus();
                assertThat(status.getTypeChecking()).isNotNull();
                assertThat(status.getTypeChecking().getExpressionWarnings()).isEmpty();
              });
    }
  }
}
