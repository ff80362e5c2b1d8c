package dev.headgate.kafka.registry;

import java.util.List;

/**
 * What the registry says of a schema that is not registered yet.
 *
 * @param compatible whether it would be accepted
 * @param messages why not, in the registry's words; may be empty, some give no reason
 */
public record Compatibility(boolean compatible, List<String> messages) {

  static final Compatibility YES = new Compatibility(true, List.of());

  public Compatibility {
    messages = List.copyOf(messages);
  }
}
