package dev.headgate.chart;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingAdmissionPolicy;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingAdmissionPolicyBinding;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBinding;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RenderedTest {

  private static final String DIGEST = "sha256:" + "0123456789abcdef".repeat(4);

  @Test
  void byDefaultTwoOperatorsLookAfterAllNamespaces() {
    var rendered = Rendered.byDefault();

    assertThat(rendered.only(Deployment.class).getSpec().getReplicas()).isEqualTo(2);
    assertThat(variable(rendered, "HEADGATE_WATCH_NAMESPACES")).isEmpty();
    assertThat(names(rendered.all(ClusterRoleBinding.class))).containsExactly("headgate-sinks");
    assertThat(names(rendered.all(Role.class))).containsExactly("headgate-system/headgate");
    assertThat(rendered.only(PodDisruptionBudget.class).getSpec().getMaxUnavailable().getIntVal())
        .isEqualTo(1);
    assertThat(rendered.all(NetworkPolicy.class)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"[shop]", "[shop, billing]"})
  void withNamespacesItHasRightsNowhereElse(String namespaces) {
    var rendered = Rendered.with("watchNamespaces: " + namespaces);
    var list = List.of(namespaces.replaceAll("[\\[\\] ]", "").split(","));

    assertThat(variable(rendered, "HEADGATE_WATCH_NAMESPACES")).contains(String.join(",", list));
    assertThat(rendered.all(ClusterRoleBinding.class)).isEmpty();
    assertThat(names(rendered.all(ClusterRole.class)))
        .containsExactlyInAnyOrder("headgate-view", "headgate-edit", "headgate-admin");
    var expected = new ArrayList<>(List.of("headgate-system/headgate"));
    list.forEach(namespace -> expected.add(namespace + "/headgate-sinks"));
    assertThat(names(rendered.all(Role.class))).containsExactlyInAnyOrderElementsOf(expected);
    assertThat(names(rendered.all(RoleBinding.class)))
        .containsExactlyInAnyOrderElementsOf(expected);
    assertThat(rendered.all(ValidatingAdmissionPolicyBinding.class))
        .hasSize(3)
        .allSatisfy(
            binding ->
                assertThat(
                        binding
                            .getSpec()
                            .getMatchResources()
                            .getNamespaceSelector()
                            .getMatchExpressions()
                            .getFirst()
                            .getValues())
                    .isEqualTo(list));
  }

  @Test
  void imagesAreByDigestWhereThereIsOne() {
    var rendered =
        Rendered.with(
            """
            image: {repository: example.com/operator, tag: ignored, digest: "%s"}
            worker: {image: {repository: example.com/worker, tag: "7"}}
            """
                .formatted(DIGEST));

    assertThat(container(rendered).getImage()).isEqualTo("example.com/operator@" + DIGEST);
    assertThat(variable(rendered, "HEADGATE_WORKER_IMAGE")).contains("example.com/worker:7");
  }

  @Test
  void imagesAreOfTheChartsVersionByDefault() {
    assertThat(container(Rendered.byDefault()).getImage()).isEqualTo("headgate/operator:0.1.0");
  }

  @Test
  void oneReplicaHasNoBudgetThatForbidsToDrainItsNode() {
    assertThat(Rendered.with("replicas: 1").all(PodDisruptionBudget.class)).isEmpty();
  }

  @Test
  void moreVariablesComeBehindTheOwnOnes() {
    var rendered = Rendered.with("extraEnv: [{name: HEADGATE_LEADER_ELECTION, value: 'false'}]");

    assertThat(container(rendered).getEnv().getLast().getName())
        .isEqualTo("HEADGATE_LEADER_ELECTION");
  }

  @Test
  void networkPoliciesLetTheOperatorToWorkersOfEachNamespace() {
    var rendered = Rendered.with(Rendered.ALL);

    assertThat(names(rendered.all(NetworkPolicy.class)))
        .containsExactlyInAnyOrder(
            "headgate-system/headgate",
            "headgate-system/headgate-release",
            "shop/headgate-workers",
            "billing/headgate-workers");
  }

  @Test
  void whatIsSwitchedOffIsNotThere() {
    var rendered =
        Rendered.with(
            """
            crds: {install: false}
            serviceAccount: {create: false, name: mine}
            rbac: {create: false, aggregate: false}
            privileges: {enabled: false}
            podDisruptionBudget: {enabled: false}
            """);

    assertThat(rendered.objects()).hasOnlyElementsOfType(Deployment.class);
    assertThat(
            rendered
                .only(Deployment.class)
                .getSpec()
                .getTemplate()
                .getSpec()
                .getServiceAccountName())
        .isEqualTo("mine");
  }

  @Test
  void nobodyGetsAPrivilegeBecauseItCouldNotBeChecked() {
    assertThat(Rendered.byDefault().all(ValidatingAdmissionPolicy.class))
        .hasSize(3)
        .allSatisfy(policy -> assertThat(policy.getSpec().getFailurePolicy()).isEqualTo("Fail"));
  }

  private static Container container(Rendered rendered) {
    return rendered
        .only(Deployment.class)
        .getSpec()
        .getTemplate()
        .getSpec()
        .getContainers()
        .getFirst();
  }

  private static Optional<String> variable(Rendered rendered, String name) {
    return container(rendered).getEnv().stream()
        .filter(variable -> variable.getName().equals(name))
        .map(EnvVar::getValue)
        .findFirst();
  }

  private static List<String> names(List<? extends HasMetadata> objects) {
    return objects.stream()
        .map(HasMetadata::getMetadata)
        .map(m -> (m.getNamespace() == null ? "" : m.getNamespace() + "/") + m.getName())
        .toList();
  }
}
