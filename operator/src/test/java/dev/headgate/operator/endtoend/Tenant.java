package dev.headgate.operator.endtoend;

import static org.awaitility.Awaitility.await;

import dev.headgate.api.v1alpha1.Sink;
import dev.headgate.api.v1alpha1.SinkStatus;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.awaitility.core.ConditionTimeoutException;

/**
 * Somebody with a namespace and one Sink in it, who may get everything wrong.
 *
 * @param namespace its name
 * @param name the Sink's
 */
record Tenant(Platform platform, String namespace, String name) {

  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final Duration POLL = Duration.ofMillis(100);

  static Tenant in(Platform platform, String namespace) {
    platform.kubernetes().makeNamespace(namespace);
    return new Tenant(platform, namespace, SinkUnderTest.NAME);
  }

  /** As {@code kubectl apply --server-side} does. */
  void apply(String manifests) {
    var bytes = new ByteArrayInputStream(manifests.getBytes(StandardCharsets.UTF_8));
    for (var object : client().load(bytes).items()) {
      client()
          .resource(object)
          .inNamespace(namespace)
          .fieldManager("kubectl")
          .forceConflicts()
          .serverSideApply();
    }
  }

  /** Applies the Sink, which is keyed by {@code key_col}, with a topic named like the namespace. */
  void applySink(String from) {
    applySink(from, namespace);
  }

  void applySink(String from, String topic) {
    apply(Manifests.sink(name, from, topic));
  }

  private KubernetesClient client() {
    return platform.client();
  }

  private Resource<Sink> sink() {
    return client().resources(Sink.class).inNamespace(namespace).withName(name);
  }

  /** Waits until the Sink's error is that one. */
  SinkStatus untilError(String error) {
    return until("the error is\n" + error, s -> error.equals(s.error()));
  }

  /** Waits until the Sink is not Ready for that reason. */
  SinkStatus untilReason(String reason) {
    return until("the reason is " + reason, s -> reason.equals(condition(s, "Ready").getReason()));
  }

  /** Waits until the Sink streams and is Ready. */
  SinkStatus untilReady() {
    return until("it is ready", s -> "True".equals(condition(s, "Ready").getStatus()));
  }

  private SinkStatus until(String what, Predicate<SinkStatus> condition) {
    try {
      await()
          .atMost(LIMIT)
          .pollDelay(Duration.ZERO)
          .pollInterval(POLL)
          .until(() -> status().filter(condition).isPresent());
    } catch (ConditionTimeoutException e) {
      throw new AssertionError(
          "Not within %d s: %s\nThe error: %s\nThe status: %s\nThe operator: %s"
              .formatted(
                  LIMIT.toSeconds(),
                  what,
                  status().map(SinkStatus::error),
                  status(),
                  platform.operatorLog()),
          e);
    }
    return status().orElseThrow();
  }

  /** Empty until the operator has looked at it. */
  private Optional<SinkStatus> status() {
    return Optional.ofNullable(sink().get())
        .map(Sink::getStatus)
        .filter(status -> !status.conditions().isEmpty());
  }

  static Condition condition(SinkStatus status, String type) {
    return status.conditions().stream()
        .filter(c -> c.getType().equals(type))
        .findFirst()
        .orElseThrow();
  }

  /** Asks for the Sink's deletion. */
  void delete() {
    sink().delete();
  }

  /** Takes it away with its namespace, although nobody releases it, and ends its worker. */
  void forceAway() {
    var sink = sink().get();
    if (sink != null) {
      sink().edit(s -> withoutFinalizers(s));
      sink().delete();
    }
    client().apps().deployments().inNamespace(namespace).delete();
    await("the worker is gone")
        .atMost(LIMIT)
        .until(() -> client().pods().inNamespace(namespace).list().getItems().isEmpty());
    for (var secret : client().secrets().inNamespace(namespace).list().getItems()) {
      client().resource(secret).edit(s -> withoutFinalizers(s));
    }
    client().namespaces().withName(namespace).delete();
  }

  private static <T extends HasMetadata> T withoutFinalizers(T object) {
    object.getMetadata().setFinalizers(List.of());
    return object;
  }

  /** Waits until it is gone. */
  void untilGone() {
    await("the Sink is gone").atMost(LIMIT).until(() -> sink().get() == null);
  }
}
