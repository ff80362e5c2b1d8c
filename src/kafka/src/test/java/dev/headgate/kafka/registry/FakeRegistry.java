package dev.headgate.kafka.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;

/**
 * The endpoints of a schema registry that the client uses, on 127.0.0.1. Schemas are texts; two are
 * compatible if they begin with the same letter. The registry's own level is that of subject "".
 */
final class FakeRegistry implements AutoCloseable {

  private final HttpServer server;
  private final ObjectMapper json = new ObjectMapper();
  private final List<String> ids = new ArrayList<>();
  private final Map<String, List<String>> subjects = new HashMap<>();
  final Map<String, String> levels = new HashMap<>();
  final List<String> requests = new CopyOnWriteArrayList<>();
  final List<String> authorizations = new CopyOnWriteArrayList<>();

  /** Answered to everything, where it is not null. */
  volatile Answer always;

  record Answer(int status, String body) {}

  FakeRegistry() throws IOException {
    server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    server.createContext("/", this::handle);
    server.start();
    levels.put("", "NONE");
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      var body = exchange.getRequestBody().readAllBytes();
      var path = exchange.getRequestURI().getRawPath();
      requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
      var authorization = exchange.getRequestHeaders().getFirst("Authorization");
      if (authorization != null) {
        authorizations.add(authorization);
      }
      var answer =
          always != null
              ? always
              : answer(
                  exchange.getRequestMethod(), path.substring(1).split("/"), json.readTree(body));
      var bytes = answer.body().getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(answer.status(), bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  private synchronized Answer answer(String method, String[] path, JsonNode body) {
    return switch (method + " " + path[0] + " " + path.length) {
      case "POST subjects 3" -> register(path[1], body.path("schema").asText());
      case "GET subjects 3" -> versions(path[1]);
      case "POST subjects 2" -> lookup(path[1], body.path("schema").asText());
      case "POST compatibility 5" -> compare(path[2], path[4], body.path("schema").asText());
      case "GET config 1" -> level("");
      case "GET config 2" -> level(path[1]);
      case "PUT config 2" -> {
        levels.put(path[1], body.path("compatibility").asText());
        yield new Answer(200, body.toString());
      }
      default -> new Answer(405, "");
    };
  }

  private Answer register(String subject, String schema) {
    if (schema.isEmpty()) {
      return new Answer(422, "{\"error_code\":42201,\"message\":\"Invalid schema\"}");
    }
    var schemas = subjects.computeIfAbsent(subject, s -> new ArrayList<>());
    if (!schemas.contains(schema)) {
      boolean fits = schemas.isEmpty() || schemas.getLast().charAt(0) == schema.charAt(0);
      if (!fits && !levels.getOrDefault(subject, "NONE").equals("NONE")) {
        return new Answer(409, "{\"error_code\":409,\"message\":\"other letter\"}");
      }
      schemas.add(schema);
    }
    if (!ids.contains(schema)) {
      ids.add(schema);
    }
    return id(schema);
  }

  private Answer id(String schema) {
    return new Answer(200, "{\"id\":%d}".formatted(ids.indexOf(schema) + 1));
  }

  private Answer lookup(String subject, String schema) {
    return subjects.getOrDefault(subject, List.of()).contains(schema)
        ? id(schema)
        : notFound(40403);
  }

  private Answer versions(String subject) {
    return subjects.containsKey(subject)
        ? new Answer(
            200, IntStream.rangeClosed(1, subjects.get(subject).size()).boxed().toList().toString())
        : notFound(40401);
  }

  private Answer compare(String subject, String version, String schema) {
    if (!subjects.containsKey(subject)) {
      return notFound(40401);
    }
    var schemas = subjects.get(subject);
    var other =
        version.equals("latest") ? schemas.getLast() : schemas.get(Integer.parseInt(version) - 1);
    return other.charAt(0) == schema.charAt(0)
        ? new Answer(200, "{\"is_compatible\":true}")
        : new Answer(
            200, "{\"is_compatible\":false,\"messages\":[\"differs from %s\"]}".formatted(other));
  }

  private Answer level(String subject) {
    return levels.containsKey(subject)
        ? new Answer(200, "{\"compatibilityLevel\":\"%s\"}".formatted(levels.get(subject)))
        : notFound(40408);
  }

  private static Answer notFound(int code) {
    return new Answer(404, "{\"error_code\":%d,\"message\":\"not found\"}".formatted(code));
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
