package dev.headgate.operator.sink;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** How tools read a resource, by their own published rules. */
final class Readers {

  /** The statuses of kstatus, but for those that a resource which exists cannot have. */
  enum KStatus {
    InProgress,
    Failed,
    Current,
    Terminating
  }

  private Readers() {}

  /**
   * kstatus of sigs.k8s.io/cli-utils, for a kind that it does not know: deletion, then the
   * generation, then Reconciling and Stalled in the order in which they stand, then Ready.
   */
  static KStatus kstatus(JsonNode resource) {
    var metadata = resource.get("metadata");
    if (metadata.hasNonNull("deletionTimestamp")) {
      return KStatus.Terminating;
    }
    var observed = resource.at("/status/observedGeneration");
    if (!observed.isMissingNode() && observed.asLong() != metadata.get("generation").asLong()) {
      return KStatus.InProgress;
    }
    for (var condition : (Iterable<JsonNode>) conditions(resource)::iterator) {
      if (isTrue(condition) && is(condition, "Reconciling")) {
        return KStatus.InProgress;
      }
      if (isTrue(condition) && is(condition, "Stalled")) {
        return KStatus.Failed;
      }
    }
    return condition(resource, "Ready")
        .map(ready -> isTrue(ready) ? KStatus.Current : KStatus.InProgress)
        .orElse(KStatus.Current);
  }

  /**
   * Whether {@code kubectl wait --for=condition=...} returns: the condition is True, and is not
   * about an older generation.
   */
  static boolean endsWait(JsonNode resource, String type) {
    long generation = resource.at("/metadata/generation").asLong();
    return condition(resource, type)
        .filter(c -> c.path("observedGeneration").asLong(generation) >= generation)
        .filter(Readers::isTrue)
        .isPresent();
  }

  private static Optional<JsonNode> condition(JsonNode resource, String type) {
    return conditions(resource).filter(c -> is(c, type)).findFirst();
  }

  private static Stream<JsonNode> conditions(JsonNode resource) {
    return StreamSupport.stream(resource.at("/status/conditions").spliterator(), false);
  }

  private static boolean is(JsonNode condition, String type) {
    return type.equals(condition.get("type").asText());
  }

  private static boolean isTrue(JsonNode condition) {
    return "True".equals(condition.get("status").asText());
  }
}
