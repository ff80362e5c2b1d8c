package dev.headgate.operator.rights;

import io.fabric8.kubernetes.api.model.authorization.v1.ResourceAttributes;
import io.fabric8.kubernetes.api.model.authorization.v1.ResourceAttributesBuilder;
import java.util.regex.Pattern;

/**
 * What the API server is to answer if it is asked whether this process may do something.
 *
 * @param allowed what it is to answer
 * @param action verb, resource and namespace
 * @param text as it was written
 */
record Expectation(boolean allowed, ResourceAttributes action, String text) {

  private static final Pattern LINE =
      Pattern.compile(
          "(?<answer>allowed|denied)\\s+(?<verb>[a-z]+)"
              + "\\s+(?<resource>[a-z]+)(\\.(?<group>[a-z0-9.-]+))?(/(?<subresource>[a-z]+))?"
              + "\\s+(?<namespace>[a-z0-9-]+|\\*)");

  /**
   * Reads one, for example {@code allowed patch sinks.headgate.dev/status shop}.
   *
   * @throws IllegalArgumentException if the line is none
   */
  static Expectation of(String line) {
    var parts = LINE.matcher(line.strip());
    if (!parts.matches()) {
      throw new IllegalArgumentException(
          "\"%s\" is none of: allowed|denied VERB RESOURCE[.GROUP][/SUBRESOURCE] NAMESPACE|*"
              .formatted(line.strip()));
    }
    var everywhere = parts.group("namespace").equals("*");
    var action =
        new ResourceAttributesBuilder()
            .withVerb(parts.group("verb"))
            .withGroup(parts.group("group") == null ? "" : parts.group("group"))
            .withResource(parts.group("resource"))
            .withSubresource(parts.group("subresource"))
            // To the API server no namespace is every one, and none for what has none.
            .withNamespace(everywhere ? "" : parts.group("namespace"))
            .build();
    return new Expectation(parts.group("answer").equals("allowed"), action, line.strip());
  }
}
