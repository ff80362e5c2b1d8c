package dev.headgate.testkit.kafka;

import dev.headgate.testkit.net.HeldPort;
import dev.headgate.testkit.net.TcpProxy;
import dev.headgate.testkit.process.JavaCommand;
import dev.headgate.testkit.process.ServerProcess;
import dev.headgate.testkit.process.Signal;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;

/**
 * A Kafka cluster of one node in a JVM of its own.
 *
 * <p>Topics are not created by themselves. A new cluster has every feature of its release
 * finalised, {@code transaction.version} 2 included. It can be taken away and brought back on the
 * same port and data: after {@link #kill} the broker's session has to expire first, which is set to
 * a second.
 *
 * <p>Not thread-safe where it starts and ends; the rest is.
 */
public final class KafkaServer implements AutoCloseable {

  private static final List<String> QUICK_TO_START =
      List.of("-Xms64m", "-Xmx512m", "-XX:TieredStopAtLevel=1");

  private static final Duration START_LIMIT = Duration.ofSeconds(60);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(30);
  private static final Duration ADMIN_LIMIT = Duration.ofSeconds(30);

  private final ServerProcess process;
  private final int port;
  private final TcpProxy proxy;
  private final List<String> jvmOptions;

  private KafkaServer(ServerProcess process, int port, TcpProxy proxy, List<String> jvmOptions) {
    this.process = process;
    this.port = port;
    this.proxy = proxy;
    this.jvmOptions = jvmOptions;
  }

  /** Starts a new, empty cluster; on return it serves. */
  public static KafkaServer launch() {
    return launch(Map.of());
  }

  /**
   * Starts a new, empty cluster; on return it serves.
   *
   * @param settings broker settings that replace or add to those that the testkit chooses
   */
  public static KafkaServer launch(Map<String, String> settings) {
    return launch(settings, QUICK_TO_START);
  }

  /**
   * Starts a new, empty cluster in a JVM with other options, for example to measure its throughput;
   * on return it serves.
   *
   * @param jvmOptions replace the testkit's, which allow 512 MB of heap and only the quick compiler
   */
  public static KafkaServer launch(Map<String, String> settings, List<String> jvmOptions) {
    try (HeldPort direct = HeldPort.any();
        HeldPort proxied = HeldPort.any();
        HeldPort controller = HeldPort.any()) {
      TcpProxy proxy = TcpProxy.to(HeldPort.HOST, proxied.number());
      ServerProcess process = ServerProcess.named("kafka");
      KafkaServer server = new KafkaServer(process, direct.number(), proxy, jvmOptions);
      try {
        Properties all =
            BrokerSettings.of(
                process.directory(),
                direct.number(),
                proxied.number(),
                proxy.port(),
                controller.number());
        all.putAll(settings);
        server.write(all);
        List.of(direct, proxied, controller).forEach(HeldPort::close);
        server.start();
        return server;
      } catch (RuntimeException e) {
        server.close();
        throw e;
      }
    }
  }

  private void write(Properties settings) {
    try {
      Files.createDirectories(temporaryDirectory());
      try (OutputStream out = Files.newOutputStream(properties())) {
        settings.store(out, null);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Starts the broker again after {@link #stop} or {@link #kill}; on return it serves.
   *
   * @throws IllegalStateException if it runs, or does not come up within a minute
   */
  public void start() {
    Path ready = process.directory().resolve("ready");
    try {
      Files.deleteIfExists(ready);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    List<String> command = JavaCommand.java(temporaryDirectory());
    command.addAll(jvmOptions);
    command.addAll(
        List.of(
            "-Dlogback.configurationFile=dev/headgate/testkit/kafka/broker-logback.xml",
            "-cp",
            JavaCommand.classPath(),
            BrokerMain.class.getName(),
            properties().toString(),
            ready.toString()));
    process.start(command);
    process.awaitReady(START_LIMIT, () -> Files.exists(ready));
  }

  /** Stops the broker cleanly, as a rolling restart does; on return the process has ended. */
  public void stop() {
    process.end(Signal.TERM, STOP_LIMIT);
  }

  /** Kills the broker with SIGKILL; on return the process has ended. */
  public void kill() {
    process.end(Signal.KILL, STOP_LIMIT);
  }

  public boolean isRunning() {
    return process.isRunning();
  }

  /** The broker's process. */
  public long pid() {
    return process.pid();
  }

  /** {@code host:port} for clients; the same for the server's life. */
  public String bootstrapServers() {
    return HeldPort.HOST + ":" + port;
  }

  /**
   * What stands between the broker and clients that use {@link #proxiedBootstrapServers}. It lives
   * as long as this server, also while the broker is down.
   */
  public TcpProxy proxy() {
    return proxy;
  }

  /**
   * {@code host:port} of a listener whose advertised address is the proxy's: all that a client says
   * after it bootstrapped here goes through {@link #proxy}.
   */
  public String proxiedBootstrapServers() {
    return proxy.host() + ":" + proxy.port();
  }

  /** A new client, to be closed by the caller. */
  public Admin admin() {
    return Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers()));
  }

  /** Creates a topic, for example {@code createTopic("orders", 4, Map.of())}. */
  public void createTopic(String name, int partitions, Map<String, String> config) {
    NewTopic topic = new NewTopic(name, partitions, (short) 1).configs(config);
    try (Admin admin = admin()) {
      admin.createTopics(List.of(topic)).all().get(ADMIN_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("Topic %s was not created.".formatted(name), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while creating topic " + name, e);
    }
  }

  /** Ends the broker and deletes its data. */
  @Override
  public void close() {
    process.close();
    proxy.close();
  }

  private Path properties() {
    return process.directory().resolve("server.properties");
  }

  private Path temporaryDirectory() {
    return process.directory().resolve("tmp");
  }
}
