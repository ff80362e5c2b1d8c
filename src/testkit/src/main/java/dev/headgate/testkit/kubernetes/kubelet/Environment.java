package dev.headgate.testkit.kubernetes.kubelet;

import io.fabric8.kubernetes.api.model.ConfigMapKeySelector;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvFromSource;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarSource;
import io.fabric8.kubernetes.api.model.SecretKeySelector;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Reads what a container's {@code env} and {@code envFrom} say, with mount paths rewritten in every
 * value.
 */
record Environment(
    References references, DownwardFields fields, String namespace, MountPaths paths) {

  /** The variables of {@code container}, added to {@code given}, which they may override. */
  Map<String, String> of(Container container, Map<String, String> given) throws CannotStart {
    Map<String, String> variables = new LinkedHashMap<>(given);
    for (EnvFromSource source : container.getEnvFrom()) {
      addAll(source, variables);
    }
    for (EnvVar variable : container.getEnv()) {
      if (variable.getValueFrom() == null) {
        String literal = variable.getValue() == null ? "" : variable.getValue();
        variables.put(
            variable.getName(), Expansion.expand(paths.apply(literal), Map.copyOf(variables)));
      } else {
        value(variable.getValueFrom())
            .ifPresent(value -> variables.put(variable.getName(), paths.apply(value)));
      }
    }
    return variables;
  }

  private void addAll(EnvFromSource source, Map<String, String> variables) throws CannotStart {
    Map<String, byte[]> data = Map.of();
    if (source.getSecretRef() != null) {
      data =
          secret(
              source.getSecretRef().getName(),
              Boolean.TRUE.equals(source.getSecretRef().getOptional()));
    } else if (source.getConfigMapRef() != null) {
      data =
          configMap(
              source.getConfigMapRef().getName(),
              Boolean.TRUE.equals(source.getConfigMapRef().getOptional()));
    }
    String prefix = source.getPrefix() == null ? "" : source.getPrefix();
    data.forEach((key, value) -> variables.put(prefix + key, paths.apply(text(value))));
  }

  /** Empty if the reference leads nowhere and is optional. */
  private Optional<String> value(EnvVarSource source) throws CannotStart {
    if (source.getFieldRef() != null) {
      String path = source.getFieldRef().getFieldPath();
      return Optional.of(
          fields
              .value(path)
              .orElseThrow(
                  () -> CannotStart.config("fieldRef \"%s\" is not supported".formatted(path))));
    }
    if (source.getSecretKeyRef() != null) {
      SecretKeySelector key = source.getSecretKeyRef();
      boolean optional = Boolean.TRUE.equals(key.getOptional());
      String of = "Secret %s/%s".formatted(namespace, key.getName());
      return one(secret(key.getName(), optional), key.getKey(), optional, of);
    }
    ConfigMapKeySelector key = source.getConfigMapKeyRef();
    boolean optional = Boolean.TRUE.equals(key.getOptional());
    String of = "ConfigMap %s/%s".formatted(namespace, key.getName());
    return one(configMap(key.getName(), optional), key.getKey(), optional, of);
  }

  private static Optional<String> one(
      Map<String, byte[]> data, String key, boolean optional, String of) throws CannotStart {
    byte[] value = data.get(key);
    if (value == null && !optional) {
      throw CannotStart.config("couldn't find key %s in %s".formatted(key, of));
    }
    return Optional.ofNullable(value).map(Environment::text);
  }

  private Map<String, byte[]> secret(String name, boolean optional) throws CannotStart {
    return found(references.secret(namespace, name), optional, "secret", name);
  }

  private Map<String, byte[]> configMap(String name, boolean optional) throws CannotStart {
    return found(references.configMap(namespace, name), optional, "configmap", name);
  }

  private static Map<String, byte[]> found(
      Optional<Map<String, byte[]>> data, boolean optional, String kind, String name)
      throws CannotStart {
    if (data.isEmpty() && !optional) {
      throw CannotStart.config("%s \"%s\" not found".formatted(kind, name));
    }
    return data.orElse(Map.of());
  }

  private static String text(byte[] value) {
    return new String(value, StandardCharsets.UTF_8);
  }
}
