package dev.headgate.demo.cluster;

import dev.headgate.operator.Main;
import dev.headgate.testkit.process.JavaCommand;
import dev.headgate.testkit.process.ServerProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** An operator in a JVM of its own, which ends with this one. */
final class OperatorJvm implements AutoCloseable {

  private static final Duration START_LIMIT = Duration.ofSeconds(60);

  private final ServerProcess process;

  private OperatorJvm(ServerProcess process) {
    this.process = process;
  }

  /**
   * Starts one; on return it is ready.
   *
   * @param listen {@code host:port} of its health
   */
  static OperatorJvm start(String listen, Map<String, String> environment) {
    var process = ServerProcess.named("operator");
    List<String> command = new ArrayList<>();
    command.add("/usr/bin/env");
    command.add("HEADGATE_LISTEN=" + listen);
    environment.forEach((name, value) -> command.add(name + "=" + value));
    command.addAll(JavaCommand.java(temporary(process)));
    command.addAll(List.of("-Xmx256m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    command.addAll(List.of("-cp", JavaCommand.classPath(), Main.class.getName()));
    process.start(command);
    try (var http = HttpClient.newHttpClient()) {
      var ready = HttpRequest.newBuilder(URI.create("http://%s/readyz".formatted(listen))).build();
      process.awaitReady(
          START_LIMIT, () -> http.send(ready, BodyHandlers.discarding()).statusCode() == 200);
    }
    return new OperatorJvm(process);
  }

  private static Path temporary(ServerProcess process) {
    try {
      return Files.createDirectories(process.directory().resolve("tmp"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The last lines that it logged. */
  String logTail() {
    return process.logTail();
  }

  @Override
  public void close() {
    process.close();
  }
}
