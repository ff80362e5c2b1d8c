package dev.headgate.chart;

import static org.awaitility.Awaitility.await;

import dev.headgate.testkit.kubernetes.KubernetesServer;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReviewBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Somebody with some privileges in one namespace.
 *
 * @param client acts as that user
 */
record Person(String name, String namespace, KubernetesClient client) implements AutoCloseable {

  private static final Duration LIMIT = Duration.ofSeconds(30);

  /** With these, and nothing else; on return the API server knows of them. */
  static Person with(
      KubernetesServer kubernetes,
      String name,
      String namespace,
      Collection<Privilege> privileges) {
    // A user's name may hold what an object's must not.
    var granted = "granted-" + Integer.toHexString(name.hashCode());
    var role =
        new RoleBuilder()
            .withNewMetadata()
            .withName(granted)
            .withNamespace(namespace)
            .endMetadata()
            .withRules(privileges.stream().map(Privilege::rule).toList())
            .build();
    var binding =
        new RoleBindingBuilder()
            .withMetadata(role.getMetadata())
            .withNewRoleRef("rbac.authorization.k8s.io", "Role", granted)
            .addNewSubject("rbac.authorization.k8s.io", "User", name, null)
            .build();
    List.<HasMetadata>of(role, binding)
        .forEach(object -> kubernetes.client().resource(object).serverSideApply());
    var person = new Person(name, namespace, kubernetes.clientAs(name));
    privileges.forEach(person::untilMay);
    return person;
  }

  /** Waits until the API server has heard of it. */
  void untilMay(Privilege privilege) {
    await(name + " may " + privilege).atMost(LIMIT).until(() -> may(privilege));
  }

  boolean may(Privilege privilege) {
    var rule = privilege.rule();
    var review =
        new SelfSubjectAccessReviewBuilder()
            .withNewSpec()
            .withNewResourceAttributes()
            .withNamespace(namespace)
            .withVerb(privilege.verb())
            .withGroup(rule.getApiGroups().getFirst())
            .withResource(rule.getResources().getFirst())
            .withName(privilege.name().orElse(null))
            .endResourceAttributes()
            .endSpec()
            .build();
    return client
        .authorization()
        .v1()
        .selfSubjectAccessReview()
        .create(review)
        .getStatus()
        .getAllowed();
  }

  /** As {@code kubectl apply --server-side}. */
  void apply(String manifest) {
    for (var object :
        client.load(new ByteArrayInputStream(manifest.getBytes(StandardCharsets.UTF_8))).items()) {
      client
          .resource(object)
          .inNamespace(namespace)
          .fieldManager("kubectl")
          .forceConflicts()
          .serverSideApply();
    }
  }

  /** What the API server says against {@link #apply}; empty if it was applied. */
  Optional<String> refusal(String manifest) {
    try {
      apply(manifest);
      return Optional.empty();
    } catch (KubernetesClientException e) {
      return Optional.of(e.getStatus() == null ? e.toString() : e.getStatus().getMessage());
    }
  }

  @Override
  public void close() {
    client.close();
  }
}
