package dev.headgate.kafka.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.headgate.dataflow.sink.Connections;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Asks a schema registry by its REST API. Every method makes one attempt, which its timeout bounds;
 * whoever calls knows when to try again. Every method throws {@link RegistryException}.
 *
 * <p>Thread-safe.
 */
public final class SchemaRegistryClient {

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private final RegistryHttp http;

  /**
   * A client of a Connection's registry.
   *
   * @param http must not follow redirects to other hosts: credentials would go with them
   * @param timeout of each request
   * @throws IllegalArgumentException if the URL is none, or carries credentials; the message is
   *     meant for whoever wrote the Connection
   */
  public SchemaRegistryClient(
      Connections.SchemaRegistry connection, HttpClient http, Duration timeout) {
    this.http = new RegistryHttp(base(connection.url()), connection.credentials(), http, timeout);
  }

  private static URI base(String url) {
    var uri = parsed(url.replaceAll("/+$", ""));
    boolean web = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
    if (uri.getUserInfo() != null) {
      // The URL is shown in errors, so it is not shown in this one.
      throw new IllegalArgumentException(
          "The URL of the schema registry must not carry credentials: name a Secret instead.");
    }
    if (!web || uri.getHost() == null) {
      throw new IllegalArgumentException(
          "\"%s\" is not the URL of a schema registry: write http(s)://host:port/path"
              .formatted(url));
    }
    return uri;
  }

  // The parser's own message shows the text, which may hold credentials.
  private static URI parsed(String url) {
    try {
      return new URI(url);
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(
          "The URL of the schema registry cannot be read, at character %d of it: write http(s)://host:port/path"
              .formatted(e.getIndex()));
    }
  }

  /**
   * Registers an Avro schema, or finds that it is registered.
   *
   * @return its id
   * @throws RegistryException.Incompatible if the subject's level refuses it
   * @throws RegistryException.Invalid if it is no schema
   */
  public int register(String subject, String avro) {
    var doing = "registering the schema of subject " + subject;
    var answer =
        http.post(doing, "/subjects/" + encoded(subject) + "/versions", schema(avro))
            .orElseThrow(() -> http.unexpected(doing, "not found"));
    return id(doing, answer);
  }

  /** The id of an Avro schema if it is registered under the subject. */
  public OptionalInt lookup(String subject, String avro) {
    var doing = "looking up the schema of subject " + subject;
    return http.post(doing, "/subjects/" + encoded(subject), schema(avro))
        .map(answer -> OptionalInt.of(id(doing, answer)))
        .orElse(OptionalInt.empty());
  }

  /** The level that binds the subject: its own, else the registry's. */
  public CompatibilityLevel level(String subject) {
    var doing = "asking for the registry's compatibility level";
    // Without being asked for the default, some registries say NONE of a subject without its own.
    return ownLevel(subject, "?defaultToGlobal=true")
        .or(() -> level(doing, "/config"))
        .orElseThrow(() -> http.unexpected(doing, "not found"));
  }

  /** Sets the subject's own level if it has none. */
  public void setLevelIfUnset(String subject, CompatibilityLevel level) {
    if (ownLevel(subject, "").isPresent()) {
      return;
    }
    var doing = "setting the compatibility level of subject " + subject;
    var body = NODES.objectNode().put("compatibility", level.name());
    if (http.put(doing, "/config/" + encoded(subject), body).isEmpty()) {
      throw http.unexpected(doing, "not found");
    }
  }

  /**
   * Whether the registry would accept an Avro schema. Registers nothing.
   *
   * <p>The level is asked for first: some registries call a schema incompatible that they would
   * register under NONE, and some compare with one version only whatever the level. Where a
   * registry does not say why, the fields at fault are found by Avro's own rules.
   */
  public Compatibility check(String subject, String avro) {
    var messages = new ArrayList<String>();
    boolean compatible = true;
    var level = level(subject);
    for (var version : versionsToFit(level, subject)) {
      var one = checkAgainst(version, subject, avro);
      compatible &= one.compatible();
      messages.addAll(
          one.compatible() || !one.messages().isEmpty()
              ? one.messages()
              : differences(level, version, subject, avro));
    }
    return compatible ? Compatibility.YES : new Compatibility(false, messages);
  }

  /** For a registry that only says that a schema does not fit. */
  private List<String> differences(
      CompatibilityLevel level, String version, String subject, String avro) {
    var doing = "reading version %s of subject %s".formatted(version, subject);
    return http.get(doing, subjectVersions(subject) + "/" + version)
        .map(answer -> AvroDifferences.of(level, answer.path("schema").asText(), avro))
        .orElse(List.of());
  }

  private List<String> versionsToFit(CompatibilityLevel level, String subject) {
    return switch (level.against()) {
      case NOTHING -> List.of();
      case LATEST -> List.of("latest");
      case ALL -> versions(subject);
    };
  }

  private List<String> versions(String subject) {
    var versions = new ArrayList<String>();
    http.get("listing the versions of subject " + subject, subjectVersions(subject))
        .ifPresent(answer -> answer.forEach(version -> versions.add(version.asText())));
    return versions;
  }

  private static String subjectVersions(String subject) {
    return "/subjects/" + encoded(subject) + "/versions";
  }

  private Compatibility checkAgainst(String version, String subject, String avro) {
    var doing = "comparing with version %s of subject %s".formatted(version, subject);
    var path = "/compatibility" + subjectVersions(subject) + "/" + version + "?verbose=true";
    var answer = http.post(doing, path, schema(avro));
    if (answer.isEmpty()) {
      return Compatibility.YES; // no such subject or version: nothing to be compatible with
    }
    var verdict = answer.get().path("is_compatible");
    if (!verdict.isBoolean()) {
      throw http.unexpected(doing, "an answer without is_compatible");
    }
    var messages = new ArrayList<String>();
    answer.get().path("messages").forEach(message -> messages.add(message.asText()));
    return new Compatibility(verdict.booleanValue(), messages);
  }

  private Optional<CompatibilityLevel> ownLevel(String subject, String query) {
    return level(
        "asking for the compatibility level of subject " + subject,
        "/config/" + encoded(subject) + query);
  }

  private Optional<CompatibilityLevel> level(String doing, String path) {
    return http.get(doing, path).map(answer -> level(doing, answer));
  }

  // Registries answer in one spelling and take the other; some do not tell them apart.
  private CompatibilityLevel level(String doing, JsonNode answer) {
    var word = answer.path("compatibilityLevel").asText(answer.path("compatibility").asText());
    for (var level : CompatibilityLevel.values()) {
      if (level.name().equals(word)) {
        return level;
      }
    }
    throw http.unexpected(doing, "compatibility level \"%s\"".formatted(word));
  }

  private int id(String doing, JsonNode answer) {
    var id = answer.path("id");
    if (!id.isInt()) {
      throw http.unexpected(doing, "an answer without an id");
    }
    return id.intValue();
  }

  private static ObjectNode schema(String avro) {
    return NODES.objectNode().put("schema", avro);
  }

  private static String encoded(String segment) {
    return URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
