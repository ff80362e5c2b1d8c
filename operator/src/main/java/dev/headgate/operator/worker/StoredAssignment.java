package dev.headgate.operator.worker;

import dev.headgate.dataflow.cutover.Desired;
import java.util.Map;

/**
 * What a Sink's Secret holds.
 *
 * @param desired what was assigned, without a grant
 * @param token that the worker lets in
 * @param resourceVersion of the Secret that was read
 * @param annotations of that Secret; kept when it is written again
 */
public record StoredAssignment(
    Desired desired, String token, String resourceVersion, Map<String, String> annotations) {

  public StoredAssignment {
    desired = desired.withoutGrant();
    annotations = Map.copyOf(annotations);
  }

  /** Without credentials and token. */
  @Override
  public String toString() {
    return "StoredAssignment[generation=%d, run=%s, resourceVersion=%s]"
        .formatted(desired.generation(), desired.run(), resourceVersion);
  }
}
