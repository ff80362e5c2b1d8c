package dev.headgate.testkit.kubernetes.kubelet;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeProjection;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds what a pod asks for, would miss, and cannot have without a container engine. {@link
 * Kubelet} lists what is passed over because nothing depends on it.
 */
final class UnsupportedFields {

  private final List<String> found = new ArrayList<>();

  private UnsupportedFields() {}

  /** One phrase each; empty if the pod can be run. */
  static List<String> of(PodSpec spec) {
    UnsupportedFields fields = new UnsupportedFields();
    fields.inPod(spec);
    spec.getVolumes().forEach(fields::inVolume);
    for (Container container : spec.getInitContainers()) {
      fields.check(
          "Always".equals(container.getRestartPolicy()),
          "sidecar init container \"%s\"".formatted(container.getName()));
      fields.inContainer(container);
    }
    spec.getContainers().forEach(fields::inContainer);
    return fields.found;
  }

  private void check(boolean present, String what) {
    if (present) {
      found.add(what);
    }
  }

  private void inPod(PodSpec spec) {
    check(spec.getActiveDeadlineSeconds() != null, "activeDeadlineSeconds of a pod");
    check(!spec.getReadinessGates().isEmpty(), "readinessGates");
    check(Boolean.TRUE.equals(spec.getHostNetwork()), "hostNetwork");
  }

  private void inVolume(Volume volume) {
    String name = "volume \"%s\"".formatted(volume.getName());
    boolean known =
        volume.getSecret() != null
            || volume.getConfigMap() != null
            || volume.getEmptyDir() != null
            || volume.getDownwardAPI() != null
            || volume.getProjected() != null;
    check(
        !known, name + ", which is none of secret, configMap, emptyDir, downwardAPI and projected");
    if (volume.getDownwardAPI() != null) {
      check(
          volume.getDownwardAPI().getItems().stream().anyMatch(item -> item.getFieldRef() == null),
          "resourceFieldRef in " + name);
    }
    if (volume.getProjected() != null) {
      volume.getProjected().getSources().forEach(source -> inProjection(source, name));
    }
  }

  private void inProjection(VolumeProjection source, String volume) {
    boolean known =
        source.getSecret() != null
            || source.getConfigMap() != null
            || source.getServiceAccountToken() != null
            || source.getDownwardAPI() != null;
    check(!known, "a projection of another kind in " + volume);
    if (source.getDownwardAPI() != null) {
      check(
          source.getDownwardAPI().getItems().stream().anyMatch(item -> item.getFieldRef() == null),
          "resourceFieldRef in " + volume);
    }
  }

  private void inContainer(Container container) {
    String name = " of container \"%s\"".formatted(container.getName());
    inProbe(container.getStartupProbe(), "startupProbe" + name);
    inProbe(container.getReadinessProbe(), "readinessProbe" + name);
    inProbe(container.getLivenessProbe(), "livenessProbe" + name);
    check(container.getLifecycle() != null, "lifecycle hooks" + name);
    check(!container.getVolumeDevices().isEmpty(), "volumeDevices" + name);
    for (VolumeMount mount : container.getVolumeMounts()) {
      check(mount.getSubPathExpr() != null, "subPathExpr" + name);
      check(mount.getMountPath().equals("/"), "a mount at /" + name);
    }
    for (EnvVar variable : container.getEnv()) {
      var source = variable.getValueFrom();
      check(
          source != null
              && source.getFieldRef() == null
              && source.getSecretKeyRef() == null
              && source.getConfigMapKeyRef() == null,
          "valueFrom of env %s%s, which is none of fieldRef, secretKeyRef and configMapKeyRef"
              .formatted(variable.getName(), name));
    }
  }

  private void inProbe(Probe probe, String whose) {
    check(
        probe != null && probe.getHttpGet() == null && probe.getTcpSocket() == null,
        "%s, which is neither httpGet nor tcpSocket".formatted(whose));
  }
}
