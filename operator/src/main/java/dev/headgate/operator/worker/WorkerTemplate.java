package dev.headgate.operator.worker;

import dev.headgate.api.v1alpha1.Sink;
import dev.headgate.dataflow.sink.SinkId;
import java.util.Map;
import java.util.Optional;

/**
 * What all workers of an installation have in common.
 *
 * @param installation first part of every sink id
 * @param image that a new worker runs
 * @param imagePullPolicy {@code Always}, {@code IfNotPresent} or {@code Never}; empty: Kubernetes
 *     decides by the image's tag
 * @param env variables beside those that Headgate sets, for example {@code JAVA_TOOL_OPTIONS}
 */
public record WorkerTemplate(
    String installation, String image, Optional<String> imagePullPolicy, Map<String, String> env) {

  public WorkerTemplate {
    env = Map.copyOf(env);
    env.keySet().stream()
        .filter(WorkerPodSpec::isReserved)
        .findAny()
        .ifPresent(
            name -> {
              throw new IllegalArgumentException(
                  "variable %s of workers is set by Headgate: leave it out".formatted(name));
            });
  }

  /** The id by which Kafka and PostgreSQL know the sink. */
  public SinkId sinkId(Sink sink) {
    var metadata = sink.getMetadata();
    return SinkId.of(installation, metadata.getNamespace(), metadata.getName());
  }
}
