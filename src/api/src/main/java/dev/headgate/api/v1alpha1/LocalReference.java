package dev.headgate.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/**
 * Names another object of the same namespace. It need not exist yet.
 *
 * @param name its name
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record LocalReference(
    @Required
        @Size(min = 1, max = 253)
        @JsonPropertyDescription("Name of the object, in the same namespace")
        String name) {}
