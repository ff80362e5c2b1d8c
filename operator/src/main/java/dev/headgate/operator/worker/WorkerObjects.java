package dev.headgate.operator.worker;

import dev.headgate.api.v1alpha1.Api;
import dev.headgate.api.v1alpha1.Sink;
import dev.headgate.api.v1alpha1.SinkSpec;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import java.util.Map;
import java.util.Optional;

/**
 * The objects that run a Sink's worker, as they are to be applied. Pure: equal Sinks give equal
 * objects.
 */
public final class WorkerObjects {

  /** Of a pod: {@code spec.worker.rollout} when it was made. */
  static final String ROLLOUT = "headgate.dev/rollout";

  private final WorkerPodSpec pods;

  public WorkerObjects(WorkerTemplate template) {
    this.pods = new WorkerPodSpec(template);
  }

  private static int rollout(Sink sink) {
    return Optional.ofNullable(sink.getSpec().worker()).map(SinkSpec.Worker::rollout).orElse(0);
  }

  /** Has no rights: a worker knows nothing of Kubernetes. */
  public ServiceAccount serviceAccount(Sink sink) {
    return new ServiceAccountBuilder()
        .withMetadata(Ownership.metadata(sink))
        .withAutomountServiceAccountToken(false)
        .build();
  }

  /**
   * Runs the worker. Strategy {@code Recreate}: two processes would only fence each other.
   *
   * @param replicas 1, or 0 for a sink that another process is to release
   */
  public Deployment deployment(Sink sink, int replicas, String image) {
    return new DeploymentBuilder()
        .withMetadata(Ownership.metadata(sink))
        .withNewSpec()
        .withReplicas(replicas)
        .withNewStrategy()
        .withType("Recreate")
        .endStrategy()
        .withNewSelector()
        .withMatchLabels(
            Map.of(Ownership.NAME, Ownership.WORKER, Api.SINK_LABEL, sink.getMetadata().getName()))
        .endSelector()
        .withNewTemplate()
        .withNewMetadata()
        .withLabels(Ownership.labels(sink))
        .addToLabels(Api.SINK_UID_LABEL, sink.getMetadata().getUid())
        .addToAnnotations(ROLLOUT, Integer.toString(rollout(sink)))
        .endMetadata()
        .withSpec(
            pods.of(image, Ownership.nameOf(sink))
                .edit()
                .withServiceAccountName(Ownership.nameOf(sink))
                .withRestartPolicy("Always")
                .build())
        .endTemplate()
        .endSpec()
        .build();
  }
}
