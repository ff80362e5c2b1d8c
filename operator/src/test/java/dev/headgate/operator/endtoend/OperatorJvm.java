package dev.headgate.operator.endtoend;

import static org.awaitility.Awaitility.await;

import dev.headgate.testkit.process.JavaCommand;
import dev.headgate.testkit.process.ServerProcess;
import dev.headgate.testkit.process.Signal;
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
import java.util.TreeMap;

/**
 * An operator in a JVM of its own. It may be ended and started again.
 *
 * <p>Not thread-safe.
 */
final class OperatorJvm implements AutoCloseable {

  /** Environment: image of new workers. */
  static final String WORKER_IMAGE = "HEADGATE_WORKER_IMAGE";

  private static final String MAIN = "dev.headgate.operator.Main";
  private static final Duration START_LIMIT = Duration.ofSeconds(40);
  private static final Duration CRASH_LIMIT = Duration.ofSeconds(60);
  private static final int LAST_LINES = 3;
  private static final Duration STOP_LIMIT = Duration.ofSeconds(20);

  private final ServerProcess process = ServerProcess.named("operator");
  private final HttpClient http = HttpClient.newHttpClient();
  private final Map<String, String> environment;
  private final String address;

  /**
   * Starts nothing yet.
   *
   * @param address a loopback address of its own, so that its port is free
   */
  OperatorJvm(String address, Map<String, String> environment) {
    this.address = address;
    this.environment = new TreeMap<>(environment);
    this.environment.put("HEADGATE_LISTEN", address + ":8081");
    try {
      Files.createDirectories(directory().resolve("tmp"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path directory() {
    return process.directory();
  }

  /** Starts it; on return it is ready. */
  void start() {
    startWith(Map.of());
  }

  /** As {@link #start}, but that workers which it makes have that image, and keep it. */
  void startWithWorkersOf(String image) {
    startWith(Map.of(WORKER_IMAGE, image));
  }

  /** As {@link #start}, with more of an environment. */
  void startWith(Map<String, String> more) {
    start(MAIN, more);
    process.awaitReady(START_LIMIT, this::isReady);
  }

  /** Starts one that ends, as by SIGKILL, at that point; it may end before this returns. */
  void startCrashingAt(CrashingOperator.Where where) {
    start(CrashingOperator.class.getName(), where.environment());
  }

  /** Waits until the process has ended by itself, there and nowhere else. */
  void awaitCrash(CrashingOperator.Where where) {
    awaitEnd(where.lastWords());
  }

  /** Waits until the process has ended by itself; the end of its log is to have these words. */
  void awaitEnd(String lastWords) {
    await("the operator " + lastWords)
        .atMost(CRASH_LIMIT)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> !isRunning());
    var log = logTail().lines().toList();
    // Other threads may still say something between the last words and the end.
    var end = log.subList(Math.max(0, log.size() - LAST_LINES), log.size());
    if (end.stream().noneMatch(line -> line.contains(lastWords))) {
      throw new AssertionError(
          "The operator did not end as one that %s:\n%s".formatted(lastWords, logTail()));
    }
  }

  private void start(String main, Map<String, String> more) {
    List<String> command = new ArrayList<>();
    command.add("/usr/bin/env");
    environment.forEach((name, value) -> command.add(name + "=" + value));
    more.forEach((name, value) -> command.add(name + "=" + value));
    command.addAll(JavaCommand.java(directory().resolve("tmp")));
    command.addAll(
        List.of(
            "-Xmx256m",
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-cp",
            JavaCommand.classPath(),
            main));
    process.start(command);
  }

  private boolean isReady() throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(URI.create("http://%s:8081/readyz".formatted(address))).build();
    return http.send(request, BodyHandlers.discarding()).statusCode() == 200;
  }

  /** What it tells Prometheus. */
  String metrics() throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(URI.create("http://%s:8081/metrics".formatted(address))).build();
    return http.send(request, BodyHandlers.ofString()).body();
  }

  boolean isRunning() {
    return process.isRunning();
  }

  /** SIGKILL; on return the process has ended. */
  void kill() {
    process.end(Signal.KILL, STOP_LIMIT);
  }

  /** SIGTERM; on return the process has ended. */
  void stop() {
    process.end(Signal.TERM, STOP_LIMIT);
  }

  String logTail() {
    return process.logTail();
  }

  @Override
  public void close() {
    process.close();
  }
}
