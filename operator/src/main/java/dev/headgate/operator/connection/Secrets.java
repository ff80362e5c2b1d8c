package dev.headgate.operator.connection;

import dev.headgate.operator.lookup.Lookup;
import dev.headgate.operator.status.Resolved;
import io.fabric8.kubernetes.api.model.Secret;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The Secrets that Connections name. */
final class Secrets {

  /** Reason: the Secret does not exist. */
  static final String SECRET_NOT_FOUND = "SecretNotFound";

  /** Reason: the Secret has not all that is needed. */
  static final String SECRET_KEY_MISSING = "SecretKeyMissing";

  private final Lookup<Secret> secrets;

  Secrets(Lookup<Secret> secrets) {
    this.secrets = secrets;
  }

  /** All values of a Secret, as text. */
  Resolved<Map<String, String>> read(String namespace, String name, String connection) {
    return secrets
        .find(namespace, name)
        .map(secret -> Resolved.found(decoded(secret)))
        .orElseGet(
            () ->
                Resolved.missing(
                    SECRET_NOT_FOUND,
                    "Secret %s, which Connection %s names, does not exist in namespace %s: create it"
                        .formatted(name, connection, namespace)));
  }

  private static Map<String, String> decoded(Secret secret) {
    return Optional.ofNullable(secret.getData()).orElse(Map.of()).entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, e -> decoded(e.getValue())));
  }

  private static String decoded(String base64) {
    return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
  }

  /** One value of a Secret. A line's end behind it is a slip of the tool that made it. */
  Resolved<String> value(Map<String, String> values, String key, String secret, String connection) {
    var value = values.get(key);
    return value == null || value.isBlank()
        ? Resolved.missing(
            SECRET_KEY_MISSING,
            "Secret %s, which Connection %s names, has no %s: add that key"
                .formatted(secret, connection, key))
        : Resolved.found(value.replaceFirst("\\R$", ""));
  }
}
