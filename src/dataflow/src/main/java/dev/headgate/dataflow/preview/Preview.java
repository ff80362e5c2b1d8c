package dev.headgate.dataflow.preview;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * What a cutover would come to, as far as it could be found out. A part that could not be says why:
 * a preview never stands in the way of the cutover that it is about.
 *
 * @param schema how the messages' fields would change
 * @param registry what the registry thinks of NEW's schemas, the key's subject first
 * @param keys how far the contents of OLD and NEW are apart
 * @param at when it was begun
 * @param took how long it took
 */
public record Preview(
    SchemaDifference schema,
    List<SubjectVerdict> registry,
    KeyDifference keys,
    Instant at,
    Duration took) {

  public Preview {
    registry = List.copyOf(registry);
  }
}
