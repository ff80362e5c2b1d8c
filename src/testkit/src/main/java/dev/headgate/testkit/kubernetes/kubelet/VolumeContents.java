package dev.headgate.testkit.kubernetes.kubelet;

import io.fabric8.kubernetes.api.model.DownwardAPIVolumeFile;
import io.fabric8.kubernetes.api.model.KeyToPath;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.ServiceAccountTokenProjection;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeProjection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Reads what is to be in a pod's volumes. */
record VolumeContents(
    Pod pod, References references, DownwardFields fields, ServiceAccountTokens tokens) {

  private static final int DEFAULT_MODE = 0644;

  /**
   * The files of {@code volume} by path; none for an emptyDir.
   *
   * @throws CannotStart if something that is not optional is missing
   */
  Map<String, VolumeFile> of(Volume volume) throws CannotStart {
    Files files = new Files(volume.getName());
    if (volume.getSecret() != null) {
      var source = volume.getSecret();
      files.mode = mode(source.getDefaultMode(), DEFAULT_MODE);
      files.addSecret(source.getSecretName(), source.getItems(), source.getOptional());
    } else if (volume.getConfigMap() != null) {
      var source = volume.getConfigMap();
      files.mode = mode(source.getDefaultMode(), DEFAULT_MODE);
      files.addConfigMap(source.getName(), source.getItems(), source.getOptional());
    } else if (volume.getDownwardAPI() != null) {
      files.mode = mode(volume.getDownwardAPI().getDefaultMode(), DEFAULT_MODE);
      files.addFields(volume.getDownwardAPI().getItems());
    } else if (volume.getProjected() != null) {
      files.mode = mode(volume.getProjected().getDefaultMode(), DEFAULT_MODE);
      for (VolumeProjection source : volume.getProjected().getSources()) {
        files.add(source);
      }
    }
    return files.byPath;
  }

  private static int mode(Integer chosen, int otherwise) {
    return chosen == null ? otherwise : chosen;
  }

  /** One volume while it is put together. */
  private final class Files {
    private final String volume;
    private final Map<String, VolumeFile> byPath = new TreeMap<>();
    private int mode = DEFAULT_MODE;

    Files(String volume) {
      this.volume = volume;
    }

    void add(VolumeProjection source) throws CannotStart {
      if (source.getSecret() != null) {
        var secret = source.getSecret();
        addSecret(secret.getName(), secret.getItems(), secret.getOptional());
      }
      if (source.getConfigMap() != null) {
        var configMap = source.getConfigMap();
        addConfigMap(configMap.getName(), configMap.getItems(), configMap.getOptional());
      }
      if (source.getDownwardAPI() != null) {
        addFields(source.getDownwardAPI().getItems());
      }
      if (source.getServiceAccountToken() != null) {
        ServiceAccountTokenProjection token = source.getServiceAccountToken();
        byPath.put(token.getPath(), VolumeFile.of(tokens.token(pod, token), mode));
      }
    }

    void addSecret(String name, List<KeyToPath> items, Boolean optional) throws CannotStart {
      addData(references.secret(namespace(), name), "secret", name, items, optional);
    }

    void addConfigMap(String name, List<KeyToPath> items, Boolean optional) throws CannotStart {
      addData(references.configMap(namespace(), name), "configmap", name, items, optional);
    }

    private void addData(
        Optional<Map<String, byte[]>> data,
        String kind,
        String name,
        List<KeyToPath> items,
        Boolean optionalOrNull)
        throws CannotStart {
      boolean optional = Boolean.TRUE.equals(optionalOrNull);
      if (data.isEmpty()) {
        if (optional) {
          return;
        }
        throw CannotStart.volume(volume, "%s \"%s\" not found".formatted(kind, name));
      }
      if (items.isEmpty()) {
        data.get().forEach((key, value) -> byPath.put(key, VolumeFile.of(value, mode)));
      }
      for (KeyToPath item : items) {
        byte[] value = data.get().get(item.getKey());
        if (value != null) {
          byPath.put(item.getPath(), VolumeFile.of(value, mode(item.getMode(), mode)));
        } else if (!optional) {
          throw CannotStart.volume(
              volume,
              "%s \"%s\" references non-existent key: %s".formatted(kind, name, item.getKey()));
        }
      }
    }

    void addFields(List<DownwardAPIVolumeFile> items) throws CannotStart {
      for (DownwardAPIVolumeFile item : items) {
        String path = item.getFieldRef().getFieldPath();
        String value =
            fields
                .value(path)
                .orElseThrow(
                    () ->
                        CannotStart.volume(
                            volume, "fieldRef \"%s\" is not supported".formatted(path)));
        byPath.put(item.getPath(), VolumeFile.of(value, mode(item.getMode(), mode)));
      }
    }

    private String namespace() {
      return pod.getMetadata().getNamespace();
    }
  }
}
