package dev.headgate.testkit.kubernetes.kubelet;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Turns a container's spec into what a process needs. All that it refers to is read anew each time.
 *
 * <p>Not thread-safe: one for each pod.
 */
final class LaunchPlan {

  private static final List<String> INHERITED = List.of("PATH", "LANG");

  private final Host host;
  private final PodIdentity identity;
  private final PodDirectory directory;
  private final References references;
  private final ServiceAccountTokens tokens;
  private final Volumes volumes;

  LaunchPlan(Host host, PodIdentity identity, PodDirectory directory) {
    this.host = host;
    this.identity = identity;
    this.directory = directory;
    this.references = new References(host.client());
    this.tokens = new ServiceAccountTokens(host.client(), host.clock());
    this.volumes = new Volumes(directory);
  }

  /** Brings the pod's volumes up to date. */
  void refreshVolumes(Pod pod) throws CannotStart, IOException {
    DownwardFields fields = new DownwardFields(pod, identity);
    volumes.refresh(pod, new VolumeContents(pod, references, fields, tokens));
  }

  /**
   * What {@code container} starts now.
   *
   * @throws CannotStart if the image is unknown, or a reference leads nowhere yet
   */
  Launch of(Pod pod, Container container) throws CannotStart, IOException {
    List<String> entrypoint = entrypoint(container.getImage());
    refreshVolumes(pod);
    MountPaths mounts = volumes.of(container);
    Map<String, String> given = given(container, mounts);
    Map<String, String> environment =
        new Environment(references, new DownwardFields(pod, identity), identity.namespace(), mounts)
            .of(container, given);
    List<String> command = new ArrayList<>();
    if (container.getCommand().isEmpty()) {
      command.addAll(entrypoint);
    }
    for (List<String> words : List.of(container.getCommand(), container.getArgs())) {
      words.forEach(word -> command.add(Expansion.expand(mounts.apply(word), environment)));
    }
    if (command.isEmpty()) {
      throw new CannotStart("CreateContainerError", "no command specified");
    }
    return new Launch(List.copyOf(command), environment, workingDirectory(container, mounts));
  }

  private List<String> entrypoint(String image) throws CannotStart {
    return host.images()
        .entrypoint(image)
        .orElseThrow(
            () ->
                new CannotStart(
                    "ImagePullBackOff",
                    "Back-off pulling image \"%s\": this kubelet has only %s"
                        .formatted(image, host.images().entrypoints().keySet())));
  }

  private Map<String, String> given(Container container, MountPaths mounts) throws IOException {
    Map<String, String> given = new LinkedHashMap<>();
    for (String name : INHERITED) {
      String value = host.environment().get(name);
      if (value != null) {
        given.put(name, value);
      }
    }
    given.put("HOME", directory.home().toString());
    given.put("HOSTNAME", identity.name());
    given.putAll(
        new KubeConfigFile(host.client().getMasterUrl(), directory)
            .variables(container, mounts, identity.namespace()));
    return given;
  }

  private Path workingDirectory(Container container, MountPaths mounts) throws CannotStart {
    String chosen = container.getWorkingDir();
    if (chosen == null || chosen.isEmpty()) {
      return directory.work();
    }
    Path place = Path.of(mounts.apply(chosen));
    if (!Files.isDirectory(place)) {
      throw new CannotStart(
          "CreateContainerError",
          "workingDir %s is neither in a volume nor a directory of this machine".formatted(chosen));
    }
    return place;
  }
}
