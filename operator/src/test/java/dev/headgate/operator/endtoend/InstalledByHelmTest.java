package dev.headgate.operator.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.headgate.testkit.junit.RequiresKubernetes;
import dev.headgate.testkit.junit.SharedServers;
import dev.headgate.testkit.kafka.KafkaServer;
import dev.headgate.testkit.kubernetes.AuditedRequest;
import dev.headgate.testkit.load.TestDatabase;
import dev.headgate.testkit.postgres.PostgresServer;
import dev.headgate.testkit.registry.SchemaRegistryServer;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** The life of a Sink under the rights that the chart grants, and no others. */
@SharedServers
@RequiresKubernetes
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class InstalledByHelmTest {

  private static final Duration LIMIT = Duration.ofSeconds(90);

  private static InstalledByHelm installed;
  private SinkUnderTest sink;

  @BeforeAll
  static void install() {
    installed = InstalledByHelm.launch();
  }

  @AfterAll
  static void close() {
    installed.close();
  }

  @BeforeEach
  void makeSink(KafkaServer kafka, PostgresServer postgres, SchemaRegistryServer registry)
      throws Exception {
    sink =
        new SinkUnderTest(installed.platform(), kafka, registry, TestDatabase.withTables(postgres));
  }

  @AfterEach
  void closeSink() throws Exception {
    sink.close();
  }

  /** Runs first: others take rights away. */
  @Test
  @Order(1)
  void theRightsOfTheChartSufficeForAllNamespaces() throws Exception {
    cutOverAndDelete();

    assertThat(requests())
        .isNotEmpty()
        .noneMatch(request -> request.code() == HttpURLConnection.HTTP_FORBIDDEN);
  }

  @Test
  void theRightsOfTheChartSufficeForOneNamespace() throws Exception {
    installed.platform().kubernetes().makeNamespace(sink.namespace());
    installed.upgrade("watchNamespaces: [%s]\n".formatted(sink.namespace()));
    try {
      installed.test();
      cutOverAndDelete();
    } finally {
      installed.upgrade("");
    }
  }

  private void cutOverAndDelete() throws Exception {
    sink.applyReferences("matview_1", "matview_2");
    sink.applySink("matview-1");
    sink.untilReady("matview-1");
    sink.edit("matview-2");
    sink.untilReady("matview-2");
    sink.edit("matview-1");
    sink.untilReady("matview-1");

    sink.delete();

    assertThat(sink.leftUpstream()).isEqualTo("0");
  }

  @Test
  void theyAlsoSufficeToReleaseASinkWhoseWorkerCannotRun() throws Exception {
    sink.applyReferences("matview_1");
    sink.applySink("matview-1");
    sink.untilReady("matview-1");
    sink.admitNoMorePods();
    sink.deletePod();

    sink.delete();

    assertThat(sink.leftUpstream()).isEqualTo("0");
    var client = installed.platform().client();
    await("Job and Secret of the release are gone")
        .atMost(LIMIT)
        .untilAsserted(
            () -> {
              assertThat(
                      client
                          .batch()
                          .v1()
                          .jobs()
                          .inNamespace(InstalledByHelm.NAMESPACE)
                          .list()
                          .getItems())
                  .isEmpty();
              assertThat(
                      client
                          .secrets()
                          .inNamespace(InstalledByHelm.NAMESPACE)
                          .withLabel("app.kubernetes.io/name", "headgate-release")
                          .list()
                          .getItems())
                  .isEmpty();
            });
  }

  /** Runs last: it looks at what the others have made the operators ask for. */
  @Test
  @Order(Integer.MAX_VALUE)
  void noRightIsGrantedThatIsNotUsed() {
    var used =
        requests().stream()
            .filter(request -> !request.resource().startsWith("selfsubject"))
            .map(request -> request.verb() + " " + request.resource())
            .collect(Collectors.toCollection(TreeSet::new));
    // An apply of what is not there is a patch, and must be allowed to create all the same.
    used.add("create serviceaccounts");
    used.add("create deployments");
    // Asked for where an owner reference is written that blocks the owner's deletion.
    used.add("update sinks/finalizers");
    used.add("update jobs/finalizers");
    // The Java Operator SDK refuses to start without it, and patches.
    used.add("update leases");
    // It reads a Sink anew where its finalizer meets somebody else's change.
    used.add("get sinks");

    assertThat(used).isEqualTo(granted());
  }

  private static List<AuditedRequest> requests() {
    return installed
        .platform()
        .kubernetes()
        .requestsOf("system:serviceaccount:headgate-system:headgate");
  }

  private static SortedSet<String> granted() {
    var rbac = installed.platform().client().rbac();
    var rules =
        Stream.concat(
            rbac.clusterRoles().withName("headgate-sinks").get().getRules().stream(),
            rbac
                .roles()
                .inNamespace(InstalledByHelm.NAMESPACE)
                .withName("headgate")
                .get()
                .getRules()
                .stream());
    return rules
        .flatMap(
            rule ->
                rule.getResources().stream()
                    .flatMap(resource -> rule.getVerbs().stream().map(v -> v + " " + resource)))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void theOtherOperatorTakesOverWhenTheLeaderDies() {
    sink.applyReferences("matview_1");
    var client = installed.platform().client();
    var lease =
        client.leases().inNamespace(InstalledByHelm.NAMESPACE).withName("headgate-operator");
    var leader = lease.get().getSpec().getHolderIdentity();
    assertThat(installed.operators())
        .hasSize(2)
        .extracting(pod -> pod.getMetadata().getName())
        .contains(leader);

    client
        .pods()
        .inNamespace(InstalledByHelm.NAMESPACE)
        .withName(leader)
        .withGracePeriod(0)
        .delete();
    sink.applySink("matview-1");

    sink.untilReady("matview-1");
    assertThat(lease.get().getSpec().getHolderIdentity()).isNotEqualTo(leader);
  }

  @Test
  void helmTestFindsARightThatIsMissingAndOneTooMany() {
    installed.test();
    var kubernetes = installed.platform().kubernetes();

    kubernetes.kubectl(
        "create",
        "clusterrolebinding",
        "too-many",
        "--clusterrole=edit",
        "--serviceaccount=headgate-system:headgate");
    assertThatThrownBy(() -> installed.test()).isInstanceOf(IllegalStateException.class);
    assertThat(installed.log("headgate-rights")).contains("it is not so: denied list secrets *");
    kubernetes.kubectl("delete", "clusterrolebinding", "too-many");

    kubernetes.kubectl("-n", InstalledByHelm.NAMESPACE, "delete", "rolebinding", "headgate");
    assertThatThrownBy(() -> installed.test()).isInstanceOf(IllegalStateException.class);
    assertThat(installed.log("headgate-rights"))
        .contains("it is not so: allowed create jobs.batch headgate-system");
    installed.upgrade("podAnnotations: {again: again}\n");
    installed.test();
  }
}
