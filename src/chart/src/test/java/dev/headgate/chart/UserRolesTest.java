package dev.headgate.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.headgate.testkit.junit.RequiresKubernetes;
import dev.headgate.testkit.kubernetes.KubernetesServer;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the cluster's own roles come to once the chart has added to them. */
@RequiresKubernetes
class UserRolesTest {

  private static final String NAMESPACE = "user-roles";
  private static final List<String> ROLES = List.of("view", "edit", "admin");

  private final KubernetesServer kubernetes;

  UserRolesTest(KubernetesServer kubernetes) {
    this.kubernetes = kubernetes;
  }

  @BeforeAll
  static void bind(KubernetesServer kubernetes) {
    kubernetes.makeNamespace(NAMESPACE);
    kubernetes.apply(Path.of("../../crds"));
    Rendered.byDefault().all(ClusterRole.class).stream()
        .filter(role -> !role.getMetadata().getName().equals("headgate-sinks"))
        .forEach(role -> kubernetes.client().resource(role).serverSideApply());
    for (var role : ROLES) {
      kubernetes.kubectl(
          "-n",
          NAMESPACE,
          "create",
          "rolebinding",
          role,
          "--clusterrole=" + role,
          "--user=" + role);
    }
  }

  @Test
  void whoViewsMayLookAndDoNothing() {
    var viewer = person("view");

    viewer.untilMay(Privilege.of("list sinks.headgate.dev"));
    assertThat(List.of("create sinks.headgate.dev", "select relations.headgate.dev", "use secrets"))
        .noneMatch(privilege -> viewer.may(Privilege.of(privilege)));
  }

  @Test
  void whoEditsMayDoAllButPromote() {
    var editor = person("edit");

    List.of(
            "list relations.headgate.dev",
            "create sinks.headgate.dev",
            "update sinks.headgate.dev",
            "select relations.headgate.dev",
            "use connections.headgate.dev")
        .forEach(privilege -> editor.untilMay(Privilege.of(privilege)));
    assertThat(editor.may(Privilege.of("promote sinks.headgate.dev"))).isFalse();
  }

  @Test
  void whoAdministersMayPromoteAndGrantIt() {
    var admin = person("admin");

    admin.untilMay(Privilege.of("promote sinks.headgate.dev"));
    admin.untilMay(Privilege.of("use secrets"));
    await("a right that one has can be granted")
        .atMost(Duration.ofSeconds(30))
        .ignoreExceptions()
        .until(
            () ->
                kubernetes
                    .kubectl(
                        ("-n %s --as admin create role promoter --verb=promote"
                                + " --resource=sinks.headgate.dev --resource-name=avro-sink")
                            .formatted(NAMESPACE)
                            .split(" "))
                    .contains("created"));
  }

  private Person person(String name) {
    return new Person(name, NAMESPACE, kubernetes.clientAs(name));
  }
}
