package dev.headgate.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;

/**
 * What is known of a connection.
 *
 * @param observedGeneration of the spec that this is about
 * @param conditions {@code Accepted}: its Secrets exist and have what it needs
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ConnectionStatus(
    @JsonPropertyDescription("Generation of the spec that this status is about")
        Long observedGeneration,
    @JsonPropertyDescription(
            "Accepted: the Secrets it names exist and have what it needs. Whether the system"
                + " answers is shown by the Relations and Sinks that use it")
        List<Condition> conditions) {

  public ConnectionStatus {
    conditions = conditions == null ? List.of() : List.copyOf(conditions);
  }
}
