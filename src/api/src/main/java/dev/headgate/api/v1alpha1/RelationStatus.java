package dev.headgate.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;

/**
 * What is known of a relation.
 *
 * @param observedGeneration of the spec that this is about
 * @param resolved the table it was pinned to when it was first found; absent until then, and never
 *     changed afterwards
 * @param conditions {@code Ready}: the table is there, is the one it was pinned to, and can be read
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RelationStatus(
    @JsonPropertyDescription("Generation of the spec that this status is about")
        Long observedGeneration,
    @JsonPropertyDescription("The table that it was pinned to when it was first found")
        PinnedRelation resolved,
    @JsonPropertyDescription(
            "Ready: the table is there, is the one it was pinned to, and can be read")
        List<Condition> conditions) {

  public RelationStatus {
    conditions = conditions == null ? List.of() : List.copyOf(conditions);
  }
}
