package dev.headgate.worker.http;

import java.util.Map;

/**
 * Limits that the JDK's HTTP server takes from system properties only, and reads once, when the
 * first server is made. One that is set already is left alone. They cover what happens before a
 * request reaches a handler: slow headers and too many connections.
 */
final class JdkServerDefaults {

  private static final Map<String, String> DEFAULTS =
      Map.of(
          // Seconds until a request is there whole.
          "sun.net.httpserver.maxReqTime", "10",
          "jdk.httpserver.maxConnections", "256",
          // Without it an answer of two segments waits 40 ms for the client's delayed ACK.
          "sun.net.httpserver.nodelay", "true");

  private JdkServerDefaults() {}

  static void apply() {
    DEFAULTS.forEach(
        (property, value) -> {
          if (System.getProperty(property) == null) {
            System.setProperty(property, value);
          }
        });
  }
}
