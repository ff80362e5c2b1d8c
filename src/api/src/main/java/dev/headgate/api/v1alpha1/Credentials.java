package dev.headgate.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;

/**
 * A user and a password, kept in a Secret.
 *
 * @param secret has the keys {@code username} and {@code password}, as Secrets of type {@code
 *     kubernetes.io/basic-auth} do
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Credentials(
    @Required
        @JsonPropertyDescription(
            "Secret with the keys username and password, as type kubernetes.io/basic-auth has them")
        LocalReference secret) {

  /** Key of the user. */
  public static final String USERNAME = "username";

  /** Key of the password. */
  public static final String PASSWORD = "password";
}
