package dev.headgate.testkit.kubernetes.kubelet;

import static java.util.stream.Collectors.toUnmodifiableMap;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The images that a {@link Kubelet} has: the name as a pod spells it, and the command that stands
 * for the image's ENTRYPOINT. A container's {@code command} replaces it, its {@code args} are
 * appended.
 *
 * @param entrypoints may be empty lists: such an image runs only what a container's command says
 */
public record Images(Map<String, List<String>> entrypoints) {

  public Images {
    entrypoints =
        entrypoints.entrySet().stream()
            .collect(toUnmodifiableMap(Map.Entry::getKey, image -> List.copyOf(image.getValue())));
  }

  Optional<List<String>> entrypoint(String image) {
    return Optional.ofNullable(entrypoints.get(image));
  }
}
