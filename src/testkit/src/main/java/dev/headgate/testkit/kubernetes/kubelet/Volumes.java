package dev.headgate.testkit.kubernetes.kubelet;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * A pod's volumes as directories.
 *
 * <p>Not thread-safe.
 */
final class Volumes {

  private final PodDirectory directory;
  private final Map<String, AtomicDirectory> written = new HashMap<>();

  Volumes(PodDirectory directory) {
    this.directory = directory;
  }

  /**
   * Brings every volume of {@code pod} up to date. A volume whose contents are missing keeps what
   * it had.
   *
   * @throws CannotStart for the first such volume
   */
  void refresh(Pod pod, VolumeContents contents) throws CannotStart, IOException {
    for (Volume volume : pod.getSpec().getVolumes()) {
      Path place = directory.volume(volume.getName());
      Files.createDirectories(place);
      if (volume.getEmptyDir() == null) {
        written
            .computeIfAbsent(volume.getName(), name -> new AtomicDirectory(place))
            .write(contents.of(volume));
      }
    }
  }

  /** Where the mounts of {@code container} are. */
  MountPaths of(Container container) throws IOException {
    Map<String, Path> directories = new HashMap<>();
    for (VolumeMount mount : container.getVolumeMounts()) {
      Path place = directory.volume(mount.getName());
      String below = mount.getSubPath() == null ? "" : mount.getSubPath();
      if (!below.isEmpty()) {
        place = place.resolve(below);
        if (!written.containsKey(mount.getName())) {
          Files.createDirectories(place);
        }
      }
      directories.put(mount.getMountPath().replaceAll("/+$", ""), place);
    }
    return new MountPaths(directories);
  }
}
