package dev.headgate.worker.http;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** An answer, whole. */
record Reply(int status, String contentType, byte[] body, Map<String, String> headers) {

  static Reply of(int status, String contentType, byte[] body) {
    return new Reply(status, contentType, body, Map.of());
  }

  static Reply json(int status, byte[] body) {
    return of(status, "application/json", body);
  }

  /** An answer in plain text, ended by a newline. */
  static Reply text(int status, String text) {
    return of(status, "text/plain; charset=utf-8", (text + "\n").getBytes(StandardCharsets.UTF_8));
  }

  /** {@code {"message": ...}}. */
  static Reply problem(int status, String message) {
    return problem(status, message, JsonNodeFactory.instance.objectNode());
  }

  /** As {@link #problem(int, String)}, behind members of its own. */
  static Reply problem(int status, String message, ObjectNode members) {
    return json(
        status, members.put("message", message).toString().getBytes(StandardCharsets.UTF_8));
  }

  Reply with(String header, String value) {
    return new Reply(status, contentType, body, Map.of(header, value));
  }

  void send(HttpExchange exchange) throws IOException {
    headers.forEach(exchange.getResponseHeaders()::set);
    exchange.getResponseHeaders().set("Content-Type", contentType);
    // To the JDK a length of 0 means chunks, -1 means no body.
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
  }
}
