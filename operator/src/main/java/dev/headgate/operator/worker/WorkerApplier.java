package dev.headgate.operator.worker;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headgate.api.v1alpha1.Sink;
import dev.headgate.operator.naming.Digest;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings a Sink's ServiceAccount and Deployment about, and repairs them. It reads from the API
 * server, not from a cache, and writes by server-side apply only where something differs: a second
 * call writes nothing. Thread-safe.
 *
 * <p>The image of a Deployment that exists is left as it is, so that a new operator leaves running
 * workers alone; whoever sets it there decides.
 */
public final class WorkerApplier {

  static final String FIELD_MANAGER = "headgate-operator";

  /** Digest of what was applied last: shows that a field is not wanted any more. */
  static final String APPLIED = "headgate.dev/applied";

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
   * Makes both what they should be.
   *
   * @param replicas 1, or 0 for a sink that another process is to release
   * @return the Deployment as the API server has it now
   * @throws ForeignObjectException if one of the names is taken; nothing of that object is changed
   */
  public Deployment apply(Sink sink, int replicas) {
    apply(sink, objects.serviceAccount(sink), existing(objects.serviceAccount(sink)));

    var there = existing(objects.deployment(sink, replicas, template.image()));
    var image = there.flatMap(WorkerApplier::image).orElse(template.image());
    return apply(sink, objects.deployment(sink, replicas, image), there);
  }

  private <T extends HasMetadata> Optional<T> existing(T named) {
    return Optional.ofNullable(client.resource(named).get());
  }

  private <T extends HasMetadata> T apply(Sink sink, T object, Optional<T> existing) {
    existing
        .flatMap(there -> Ownership.objection(sink, there))
        .ifPresent(
            objection -> {
              throw new ForeignObjectException(objection);
            });
    var wanted = digested(object);
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
        object.getKind(),
        object.getMetadata().getName());
    return applied;
  }

  <T extends HasMetadata> T digested(T object) {
    var digest = Digest.hex(client.getKubernetesSerialization().asJson(object), 16);
    object.getMetadata().setAnnotations(Map.of(APPLIED, digest));
    return object;
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
