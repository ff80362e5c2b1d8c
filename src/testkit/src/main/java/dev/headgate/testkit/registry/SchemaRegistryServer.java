package dev.headgate.testkit.registry;

import dev.headgate.testkit.net.HeldPort;
import dev.headgate.testkit.process.Cache;
import dev.headgate.testkit.process.JavaCommand;
import dev.headgate.testkit.process.ServerProcess;
import dev.headgate.testkit.process.Signal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * An Apicurio Registry, used through its implementation of Confluent's API.
 *
 * <p>New schemas must be compatible {@code BACKWARD}, as in Confluent's registry; Apicurio's own
 * default is to allow all. Schemas survive a stop.
 *
 * <p>Not thread-safe where it starts and ends; the rest is.
 */
public final class SchemaRegistryServer implements AutoCloseable {

  private static final Duration START_LIMIT = Duration.ofSeconds(90);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(30);
  private static final Duration REQUEST_LIMIT = Duration.ofSeconds(10);

  private final ServerProcess process;
  private final RegistryDistribution distribution;
  private final int port;
  private final int managementPort;

  private SchemaRegistryServer(
      ServerProcess process, RegistryDistribution distribution, int port, int managementPort) {
    this.process = process;
    this.distribution = distribution;
    this.port = port;
    this.managementPort = managementPort;
  }

  /** Starts a new, empty registry; on return it serves. */
  public static SchemaRegistryServer launch() {
    RegistryDistribution distribution = RegistryDistribution.unpack(Cache.ofUser());
    ServerProcess process = ServerProcess.named("registry");
    try (HeldPort http = HeldPort.any();
        HeldPort management = HeldPort.any()) {
      var server =
          new SchemaRegistryServer(process, distribution, http.number(), management.number());
      Files.createDirectories(server.temporaryDirectory());
      http.close();
      management.close();
      server.start();
      server.put("/config", "{\"compatibility\": \"BACKWARD\"}");
      return server;
    } catch (IOException e) {
      process.close();
      throw new UncheckedIOException("The registry could not be started", e);
    } catch (RuntimeException e) {
      process.close();
      throw e;
    }
  }

  /**
   * Starts the registry again after {@link #stop}; on return it serves.
   *
   * @throws IllegalStateException if it runs, or does not come up within a minute and a half
   */
  public void start() {
    List<String> command = JavaCommand.java(temporaryDirectory());
    command.addAll(List.of("-Xms64m", "-Xmx512m", "-XX:TieredStopAtLevel=1"));
    command.addAll(settings());
    command.add("-jar");
    command.add(distribution.directory().resolve("quarkus-run.jar").toString());
    process.start(command);
    process.awaitReady(START_LIMIT, () -> get("/subjects") == 200);
  }

  private List<String> settings() {
    return List.of(
        "-Dquarkus.http.host=" + HeldPort.HOST,
        "-Dquarkus.http.port=" + port,
        "-Dquarkus.management.host=" + HeldPort.HOST,
        "-Dquarkus.management.port=" + managementPort,
        "-Dquarkus.log.level=WARN",
        "-Dquarkus.banner.enabled=false",
        "-Dapicurio.datasource.url=jdbc:h2:file:" + process.directory().resolve("schemas"));
  }

  /** Stops the registry cleanly; on return the process has ended. */
  public void stop() {
    process.end(Signal.TERM, STOP_LIMIT);
  }

  public boolean isRunning() {
    return process.isRunning();
  }

  /** The registry's process. */
  public long pid() {
    return process.pid();
  }

  /** Where Confluent's API is, without a slash at the end; the same for the server's life. */
  public URI url() {
    return URI.create("http://%s:%d/apis/ccompat/v7".formatted(HeldPort.HOST, port));
  }

  private int get(String path) throws IOException {
    return send(request(path).GET());
  }

  private void put(String path, String json) throws IOException {
    int status =
        send(
            request(path)
                .header("Content-Type", "application/vnd.schemaregistry.v1+json")
                .PUT(BodyPublishers.ofString(json)));
    if (status != 200) {
      throw new IllegalStateException("PUT %s: HTTP status %d".formatted(path, status));
    }
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(url() + path)).timeout(REQUEST_LIMIT);
  }

  private static int send(HttpRequest.Builder request) throws IOException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(request.build(), BodyHandlers.discarding()).statusCode();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  private Path temporaryDirectory() {
    return process.directory().resolve("tmp");
  }

  /** Ends the registry and deletes its schemas. */
  @Override
  public void close() {
    process.close();
  }
}
