package dev.headgate.testkit.kubernetes.kubelet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.testkit.process.JavaCommand;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.PodResource;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.awaitility.Awaitility;

/**
 * A namespace of its own for each test, and pods of one container.
 *
 * @param namespace has a service account, so that pods can be made
 */
record Shop(KubernetesClient client, String namespace) {

  static final Duration LIMIT = Duration.ofSeconds(40);
  static final String SHELL = "example.com/shell:1";
  static final String WEB = "example.com/web:1";

  /** A shell without an entrypoint, and a web server whose arguments are still to come. */
  static Images images() {
    List<String> web = new ArrayList<>(JavaCommand.java(Path.of("/tmp")));
    web.addAll(List.of("-Xmx32m", "-XX:TieredStopAtLevel=1", "-m", "jdk.httpserver"));
    return new Images(Map.of(SHELL, List.of(), WEB, web));
  }

  static Shop open(KubernetesClient client) {
    String name =
        client
            .resource(
                new NamespaceBuilder()
                    .withNewMetadata()
                    .withGenerateName("shop-")
                    .endMetadata()
                    .build())
            .create()
            .getMetadata()
            .getName();
    Awaitility.await("service account of " + name)
        .atMost(LIMIT)
        .until(() -> client.serviceAccounts().inNamespace(name).withName("default").get() != null);
    return new Shop(client, name);
  }

  /** A pod named {@code name} whose one container {@code main} runs {@code script}. */
  PodBuilder shell(String name, String script) {
    return new PodBuilder()
        .withNewMetadata()
        .withName(name)
        .withNamespace(namespace)
        .endMetadata()
        .withSpec(
            new PodSpecBuilder()
                .withContainers(container("main", script).build())
                .withTerminationGracePeriodSeconds(20L)
                .build());
  }

  static ContainerBuilder container(String name, String script) {
    return new ContainerBuilder()
        .withName(name)
        .withImage(SHELL)
        .withCommand("/bin/sh", "-c", script);
  }

  Pod create(PodBuilder pod) {
    return client.resource(pod.build()).create();
  }

  PodResource pod(String name) {
    return client.pods().inNamespace(namespace).withName(name);
  }

  /** Waits until the pod is as {@code condition} wants it; a pod that is gone never is. */
  Pod await(String name, String what, Predicate<Pod> condition) {
    AtomicReference<Pod> last = new AtomicReference<>();
    Awaitility.await()
        .atMost(LIMIT)
        .untilAsserted(
            () -> {
              last.set(pod(name).get());
              assertThat(last.get()).isNotNull().matches(condition, what);
            });
    return last.get();
  }

  Pod awaitRunning(String name) {
    return await(name, "running", pod -> "Running".equals(pod.getStatus().getPhase()));
  }

  /** Waits until the only container waits for {@code reason}. */
  ContainerStatus awaitWaiting(String name, String reason) {
    return main(
        await(
            name,
            reason,
            pod ->
                pod.getStatus().getContainerStatuses().stream()
                    .anyMatch(
                        status ->
                            status.getState().getWaiting() != null
                                && reason.equals(status.getState().getWaiting().getReason())
                                && !"".equals(status.getState().getWaiting().getMessage()))));
  }

  ContainerStatus awaitRestarts(String name, int atLeast) {
    return main(
        await(
            name,
            "restarted " + atLeast + " times",
            pod ->
                !pod.getStatus().getContainerStatuses().isEmpty()
                    && main(pod).getRestartCount() >= atLeast
                    && main(pod).getState().getRunning() != null));
  }

  void awaitGone(String name) {
    Awaitility.await("pod " + name + " gone").atMost(LIMIT).until(() -> pod(name).get() == null);
  }

  static ContainerStatus main(Pod pod) {
    return pod.getStatus().getContainerStatuses().getFirst();
  }
}
