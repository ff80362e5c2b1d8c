package dev.headgate.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.crd.generator.annotation.SchemaFrom;
import java.util.List;

/**
 * What a cutover would come to, for the one who promotes it.
 *
 * @param at when it was begun
 * @param tookMillis how long it took, in milliseconds
 * @param keySchema how the message keys' fields would change, one line a field
 * @param valueSchema how the message values' fields would change, one line a field
 * @param registry what the schema registry thinks of the new schemas
 * @param keys how far the contents of the two relations are apart
 * @param problem why that could not be found out
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CutoverPreview(
    @JsonPropertyDescription("When it was begun") String at,
    @JsonPropertyDescription("How long it took, in milliseconds") Long tookMillis,
    @JsonPropertyDescription("How the message keys' fields would change, one line a field")
        List<String> keySchema,
    @JsonPropertyDescription("How the message values' fields would change, one line a field")
        List<String> valueSchema,
    @JsonPropertyDescription("What the schema registry thinks of the new schemas")
        List<Subject> registry,
    @JsonPropertyDescription("How far the contents of the two relations are apart") Keys keys,
    @JsonPropertyDescription("Why contents were not compared") String problem) {

  public CutoverPreview {
    keySchema = keySchema == null ? List.of() : List.copyOf(keySchema);
    valueSchema = valueSchema == null ? List.of() : List.copyOf(valueSchema);
    registry = registry == null ? List.of() : List.copyOf(registry);
  }

  /** What the registry thinks. */
  public enum Verdict {
    Compatible,
    Incompatible,
    Unknown
  }

  /**
   * A subject's next schema; nothing was registered.
   *
   * @param subject its name
   * @param verdict what the registry thinks
   * @param reasons why it would be refused, or is not known to be accepted
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Subject(
      @JsonPropertyDescription("Name of the subject") String subject,
      @SchemaFrom(type = Verdict.class)
          @JsonPropertyDescription("What the registry thinks of its next schema")
          String verdict,
      @JsonPropertyDescription("Why it would be refused, or is not known to be accepted")
          List<String> reasons) {
    public Subject {
      reasons = reasons == null ? List.of() : List.copyOf(reasons);
    }
  }

  /**
   * Both relations' keys, compared in one snapshot.
   *
   * @param compared keys that either has
   * @param oneIn 1: every key was compared; n: one in n was, and all counts are estimates
   * @param stale keys with other values in the new relation
   * @param missing keys that only the new relation has
   * @param orphan keys that only the old relation has
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Keys(
      @JsonPropertyDescription("Keys that either relation has") Long compared,
      @JsonPropertyDescription(
              "1: every key was compared; n: one key in n was, and all counts are estimates")
          Integer oneIn,
      @JsonPropertyDescription(
              "Keys with other values in the new relation; the topic keeps the old ones until the"
                  + " row changes")
          Counted stale,
      @JsonPropertyDescription(
              "Keys that only the new relation has; the topic lacks them until the row changes")
          Counted missing,
      @JsonPropertyDescription("Keys that only the old relation has; the topic keeps them for ever")
          Counted orphan) {}

  /**
   * Keys of one sort.
   *
   * @param count how many
   * @param samples some of them
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Counted(
      @JsonPropertyDescription("How many") Long count,
      @JsonPropertyDescription("Some of them") List<String> samples) {
    public Counted {
      samples = samples == null ? List.of() : List.copyOf(samples);
    }
  }
}
