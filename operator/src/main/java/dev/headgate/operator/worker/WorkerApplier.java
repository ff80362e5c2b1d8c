package dev.headgate.operator.worker;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headgate.api.v1alpha1.Sink;
import dev.headgate.operator.naming.Digest;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings a Sink's ServiceAccount and Deployment about, and repairs them. It reads from the API
 * server, not from a cache, and writes by server-side apply only where something differs: a second
 * call writes nothing. Thread-safe.
 *
 * <p>A new version of the operator, or another image or setting for workers, leaves the pods that
 * run alone until {@code spec.worker.rollout} is raised. As long as the operator would make the pod
 * as it did, what others change in it is put back, but for the image: whoever sets it there
 * decides.
 */
public final class WorkerApplier {

  static final String FIELD_MANAGER = "headgate-operator";

  /** Digest of what was applied last: shows that a field is not wanted any more. */
  static final String APPLIED = "headgate.dev/applied";

  /** Digest of the pod, with its image, as the operator wanted it. */
  static final String TEMPLATE = "headgate.dev/template";

  private static final Logger log = LoggerFactory.getLogger(WorkerApplier.class);

  private final KubernetesClient client;
  private final WorkerTemplate template;
  private final WorkerObjects objects;

  public WorkerApplier(KubernetesClient client, WorkerTemplate template) {
    this.client = client;
    this.template = template;
    this.objects = new WorkerObjects(template);
  }

  /**
   * What there is now.
   *
   * @param deployment as the API server has it
   * @param updatePending whether a new one would be another; {@code spec.worker.rollout} brings it
   */
  public record Applied(Deployment deployment, boolean updatePending) {}

  /**
   * Makes both what they should be.
   *
   * @param replicas 1, or 0 for a sink that another process is to release
   * @throws ForeignObjectException if one of the names is taken; nothing of that object is changed
   */
  public Applied apply(Sink sink, int replicas) {
    var account = digested(objects.serviceAccount(sink));
    apply(sink, account, existing(account));

    var offered = wanted(sink, replicas, template.image());
    var there = existing(offered);
    var kept = there.filter(d -> rollout(d).equals(rollout(offered)));
    if (kept.filter(d -> !madeOf(d).equals(madeOf(offered))).isPresent()) {
      return new Applied(scaled(sink, kept.get(), replicas), true);
    }
    var image = kept.flatMap(WorkerApplier::image).orElse(template.image());
    return new Applied(apply(sink, wanted(sink, replicas, image), there), false);
  }

  /** With the digest of the pod that a new worker would have. */
  Deployment wanted(Sink sink, int replicas, String image) {
    var offered = objects.deployment(sink, replicas, template.image()).getSpec().getTemplate();
    var wanted = objects.deployment(sink, replicas, image);
    wanted.getMetadata().setAnnotations(Map.of(TEMPLATE, digest(offered)));
    return digested(wanted);
  }

  private static Optional<String> madeOf(Deployment deployment) {
    return Optional.ofNullable(annotations(deployment).get(TEMPLATE));
  }

  /** Its pod as it is: the operator does not know any more what was wanted of it. */
  private Deployment scaled(Sink sink, Deployment there, int replicas) {
    requireOwned(sink, there);
    if (there.getSpec().getReplicas() == replicas) {
      return there;
    }
    return client
        .resource(there)
        .patch(
            new PatchContext.Builder()
                .withPatchType(PatchType.JSON_MERGE)
                .withFieldManager(FIELD_MANAGER)
                .build(),
            "{\"spec\":{\"replicas\":%d}}".formatted(replicas));
  }

  private <T extends HasMetadata> Optional<T> existing(T named) {
    return Optional.ofNullable(client.resource(named).get());
  }

  private <T extends HasMetadata> T apply(Sink sink, T wanted, Optional<T> existing) {
    existing.ifPresent(there -> requireOwned(sink, there));
    if (existing.isPresent() && Containment.isWithin(json(wanted), json(existing.get()))) {
      return existing.get();
    }
    var applied =
        client.resource(wanted).fieldManager(FIELD_MANAGER).forceConflicts().serverSideApply();
    log.info(
        "{} sink={}/{} kind={} name={}",
        existing.isPresent() ? "changed" : "created",
        sink.getMetadata().getNamespace(),
        sink.getMetadata().getName(),
        wanted.getKind(),
        wanted.getMetadata().getName());
    return applied;
  }

  private static void requireOwned(Sink sink, HasMetadata there) {
    Ownership.objection(sink, there)
        .ifPresent(
            objection -> {
              throw new ForeignObjectException(objection);
            });
  }

  <T extends HasMetadata> T digested(T object) {
    var annotations = new TreeMap<>(annotations(object));
    annotations.put(APPLIED, digest(object));
    object.getMetadata().setAnnotations(annotations);
    return object;
  }

  private String digest(Object object) {
    return Digest.hex(client.getKubernetesSerialization().asJson(object), 16);
  }

  private static Map<String, String> annotations(HasMetadata object) {
    return Optional.ofNullable(object.getMetadata().getAnnotations()).orElse(Map.of());
  }

  /** Of a Deployment that an operator made before there was one: none. */
  private static String rollout(Deployment deployment) {
    var metadata = deployment.getSpec().getTemplate().getMetadata();
    return Optional.ofNullable(metadata.getAnnotations())
        .map(annotations -> annotations.get(WorkerObjects.ROLLOUT))
        .orElse("0");
  }

  private JsonNode json(HasMetadata object) {
    return client.getKubernetesSerialization().convertValue(object, JsonNode.class);
  }

  private static Optional<String> image(Deployment deployment) {
    return deployment.getSpec().getTemplate().getSpec().getContainers().stream()
        .filter(container -> container.getName().equals(WorkerPodSpec.CONTAINER))
        .map(Container::getImage)
        .findFirst();
  }
}
