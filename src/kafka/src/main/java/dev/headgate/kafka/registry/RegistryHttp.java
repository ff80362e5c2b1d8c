package dev.headgate.kafka.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.headgate.dataflow.sink.Connections.Credentials;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;

/** Requests to one registry, and its errors as exceptions. */
final class RegistryHttp {

  private static final String MEDIA_TYPE = "application/vnd.schemaregistry.v1+json";

  private final URI base;
  private final Optional<String> authorization;
  private final HttpClient http;
  private final Duration timeout;
  private final ObjectMapper json = new ObjectMapper();

  RegistryHttp(URI base, Optional<Credentials> credentials, HttpClient http, Duration timeout) {
    this.base = base;
    this.authorization = credentials.map(RegistryHttp::basic);
    this.http = http;
    this.timeout = timeout;
  }

  private static String basic(Credentials credentials) {
    var pair = credentials.user() + ":" + credentials.password();
    return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
  }

  /** The answer, or empty if what the path names is not there (404). */
  Optional<JsonNode> get(String doing, String path) {
    return send(doing, request(path).GET());
  }

  /** As {@link #get}. */
  Optional<JsonNode> post(String doing, String path, JsonNode body) {
    return send(doing, request(path).POST(BodyPublishers.ofString(body.toString())));
  }

  /** As {@link #get}. */
  Optional<JsonNode> put(String doing, String path, JsonNode body) {
    return send(doing, request(path).PUT(BodyPublishers.ofString(body.toString())));
  }

  /** The exception for an answer that makes no sense. */
  RegistryException.Unexpected unexpected(String doing, String what) {
    return new RegistryException.Unexpected(base, doing, what, null);
  }

  private HttpRequest.Builder request(String path) {
    var request =
        HttpRequest.newBuilder(URI.create(base + path))
            // The upgrade to HTTP/2 that would be tried first is too much for some proxies.
            .version(HttpClient.Version.HTTP_1_1)
            .timeout(timeout)
            .header("Content-Type", MEDIA_TYPE)
            .header("Accept", MEDIA_TYPE + ", application/json");
    authorization.ifPresent(value -> request.header("Authorization", value));
    return request;
  }

  private Optional<JsonNode> send(String doing, HttpRequest.Builder request) {
    try {
      return answer(doing, http.send(request.build(), BodyHandlers.ofString()));
    } catch (IOException e) {
      throw new RegistryException.Unreachable(base, doing, why(e), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RegistryException.Unreachable(base, doing, "interrupted", e);
    }
  }

  /** The client gives some of its exceptions no words. */
  private static String why(IOException e) {
    if (e.getMessage() != null) {
      return e.getMessage();
    }
    if (!(e instanceof ConnectException)) {
      return "the connection broke";
    }
    for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
      if (cause instanceof UnresolvedAddressException) {
        return "unknown host";
      }
    }
    return "connection refused";
  }

  private Optional<JsonNode> answer(String doing, HttpResponse<String> response) {
    int status = response.statusCode();
    return switch (status) {
      case 200 -> Optional.of(parse(doing, response.body()));
      case 404 -> {
        requireFromRegistry(doing, response.body());
        yield Optional.empty();
      }
      case 401, 403 ->
          throw new RegistryException.Unauthorized(base, doing, text(status, response.body()));
      case 409 ->
          throw new RegistryException.Incompatible(base, doing, text(status, response.body()));
      case 422 -> throw new RegistryException.Invalid(base, doing, text(status, response.body()));
      case 408, 429, 500, 502, 503, 504 ->
          throw new RegistryException.Unreachable(base, doing, text(status, response.body()), null);
      default -> throw unexpected(doing, text(status, response.body()));
    };
  }

  private JsonNode parse(String doing, String body) {
    try {
      return json.readTree(body);
    } catch (JsonProcessingException e) {
      throw new RegistryException.Unexpected(base, doing, "no JSON", e);
    }
  }

  // Any web server answers 404 to a wrong path; only a registry says which thing is not there.
  // Taken
  // for "no such subject" it would let everything pass as compatible.
  private void requireFromRegistry(String doing, String body) {
    try {
      if (json.readTree(body).has("error_code")) {
        return;
      }
    } catch (JsonProcessingException e) {
      throw new RegistryException.Unexpected(base, doing, "HTTP 404 without a reason", e);
    }
    throw unexpected(doing, "HTTP 404 without a reason");
  }

  /** The registry's own words, or the status if it has none. */
  private String text(int status, String body) {
    try {
      var message = json.readTree(body).path("message");
      if (message.isTextual()) {
        return message.textValue();
      }
    } catch (JsonProcessingException e) {
      return "HTTP %d, not JSON".formatted(status);
    }
    return "HTTP " + status;
  }
}
