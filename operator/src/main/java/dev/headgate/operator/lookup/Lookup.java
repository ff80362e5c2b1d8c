package dev.headgate.operator.lookup;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Optional;

/**
 * Finds objects of one kind by name. What is found must not be changed, as it may be shared.
 * Thread-safe.
 */
@FunctionalInterface
public interface Lookup<T extends HasMetadata> {

  /** The object of that name, if it is there as far as this knows. */
  Optional<T> find(String namespace, String name);

  /** Asks the API server each time. */
  static <T extends HasMetadata> Lookup<T> live(KubernetesClient client, Class<T> kind) {
    return (namespace, name) ->
        Optional.ofNullable(client.resources(kind).inNamespace(namespace).withName(name).get());
  }
}
