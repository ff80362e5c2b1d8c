package dev.headgate.cli.cluster;

import dev.headgate.api.v1alpha1.Sink;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;

/**
 * A Sink as the API server has it, with fields that this program does not know, and as its type.
 *
 * @param raw for output as JSON and YAML
 * @param sink for everything else
 */
public record SinkObject(GenericKubernetesResource raw, Sink sink) {

  public static SinkObject of(GenericKubernetesResource raw) {
    return new SinkObject(raw, new KubernetesSerialization().convertValue(raw, Sink.class));
  }

  public long generation() {
    return sink.getMetadata().getGeneration();
  }
}
