package dev.headgate.operator.worker;

import dev.headgate.api.v1alpha1.Api;
import dev.headgate.api.v1alpha1.Sink;
import dev.headgate.control.Assignment;
import dev.headgate.operator.naming.Digest;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import java.util.List;
import java.util.Map;

/**
 * The Job that releases a Sink in its worker's place, and the Secret that it starts from. They are
 * in the operator's namespace, so no Sink can own them: labels say whose they are. Pure.
 */
final class ReleaseObjects {

  /** Generation of the assignment that the Job carries out. */
  static final String GENERATION = "headgate.dev/generation";

  /** It tries until it is done, or nobody wants it any more: what it waits for may come back. */
  private static final int TRIES = Integer.MAX_VALUE;

  private static final int KEPT_SECONDS = 600;

  private final WorkerTemplate template;
  private final String namespace;
  private final WorkerPodSpec pods;

  /**
   * @param namespace of the operator
   */
  ReleaseObjects(WorkerTemplate template, String namespace) {
    this.template = template;
    this.namespace = namespace;
    this.pods = new WorkerPodSpec(template);
  }

  /** The name of Job and Secret: another one for each Sink that ever was, and each generation. */
  static String nameOf(Sink sink, long generation) {
    var metadata = sink.getMetadata();
    var who = String.join("/", metadata.getNamespace(), metadata.getName(), metadata.getUid());
    return "headgate-release-%s-%d".formatted(Digest.hex(who, 8), generation);
  }

  /** Labels by which all that is there for a Sink of that name is found. */
  static Map<String, String> selector(Sink sink) {
    return Map.of(
        Api.SINK_LABEL,
        sink.getMetadata().getName(),
        Ownership.SINK_NAMESPACE,
        sink.getMetadata().getNamespace());
  }

  Job job(Sink sink, long generation) {
    var pod = pods.of(template.image(), nameOf(sink, generation));
    pod.setRestartPolicy("OnFailure");
    var container = pod.getContainers().getFirst();
    container.setArgs(List.of("release"));
    return new JobBuilder()
        .withMetadata(metadata(sink, generation))
        .withNewSpec()
        .withBackoffLimit(TRIES)
        .withTtlSecondsAfterFinished(KEPT_SECONDS)
        .withNewTemplate()
        .withNewMetadata()
        .withLabels(labels(sink))
        .endMetadata()
        .withSpec(pod)
        .endTemplate()
        .endSpec()
        .build();
  }

  /** Owned by its Job, so that it goes with it. */
  Secret secret(Sink sink, StoredAssignment assigned, Job job) {
    var assignment = new Assignment(template.sinkId(sink), assigned.desired());
    return new SecretBuilder()
        .withMetadata(metadata(sink, assigned.desired().generation()))
        .editMetadata()
        .addNewOwnerReference()
        .withApiVersion(job.getApiVersion())
        .withKind(job.getKind())
        .withName(job.getMetadata().getName())
        .withUid(job.getMetadata().getUid())
        .withController(true)
        .withBlockOwnerDeletion(true)
        .endOwnerReference()
        .endMetadata()
        .withType("Opaque")
        .withData(AssignmentStore.data(assignment, assigned.token()))
        .build();
  }

  private ObjectMeta metadata(Sink sink, long generation) {
    return new ObjectMetaBuilder()
        .withNamespace(namespace)
        .withName(nameOf(sink, generation))
        .withLabels(labels(sink))
        .addToAnnotations(GENERATION, Long.toString(generation))
        .build();
  }

  private static Map<String, String> labels(Sink sink) {
    return Map.of(
        Ownership.NAME,
        "headgate-release",
        "app.kubernetes.io/managed-by",
        "headgate",
        Api.SINK_LABEL,
        sink.getMetadata().getName(),
        Ownership.SINK_NAMESPACE,
        sink.getMetadata().getNamespace());
  }
}
