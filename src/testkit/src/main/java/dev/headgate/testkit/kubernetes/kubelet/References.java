package dev.headgate.testkit.kubernetes.kubelet;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The Secrets and ConfigMaps that pods refer to, read from the API server each time.
 *
 * @param client every method throws what it throws if the server cannot be asked
 */
record References(KubernetesClient client) {

  /** The Secret's data, decoded; empty if there is no such Secret. */
  Optional<Map<String, byte[]>> secret(String namespace, String name) {
    Secret secret = client.secrets().inNamespace(namespace).withName(name).get();
    return Optional.ofNullable(secret).map(found -> decoded(found.getData()));
  }

  /** The ConfigMap's data, text and binary; empty if there is no such ConfigMap. */
  Optional<Map<String, byte[]>> configMap(String namespace, String name) {
    ConfigMap configMap = client.configMaps().inNamespace(namespace).withName(name).get();
    return Optional.ofNullable(configMap).map(References::data);
  }

  private static Map<String, byte[]> data(ConfigMap configMap) {
    Map<String, byte[]> data = decoded(configMap.getBinaryData());
    if (configMap.getData() != null) {
      configMap
          .getData()
          .forEach((key, text) -> data.put(key, text.getBytes(StandardCharsets.UTF_8)));
    }
    return data;
  }

  private static Map<String, byte[]> decoded(Map<String, String> base64) {
    Map<String, byte[]> data = new TreeMap<>();
    if (base64 != null) {
      base64.forEach((key, value) -> data.put(key, Base64.getDecoder().decode(value)));
    }
    return data;
  }
}
