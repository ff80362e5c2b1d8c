package dev.headgate.kafka;

import dev.headgate.dataflow.sink.Connections;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.TransactionVersion;

/** A Kafka broker with its controller, in this process, on 127.0.0.1. */
final class Broker implements AutoCloseable {

  private final Path directory;
  private final int port;
  private final int controllerPort;
  private final short transactionVersion;
  private KafkaRaftServer server;

  private Broker(short transactionVersion) throws IOException {
    this.directory = Files.createTempDirectory("broker");
    this.port = freePort();
    this.controllerPort = freePort();
    this.transactionVersion = transactionVersion;
  }

  static Broker start() {
    return start(2);
  }

  static Broker start(int transactionVersion) {
    try {
      var broker = new Broker((short) transactionVersion);
      broker.format();
      broker.startAgain();
      return broker;
    } catch (Exception e) {
      throw new IllegalStateException("the broker does not start", e);
    }
  }

  private void format() throws Exception {
    new Formatter()
        .setPrintStream(new PrintStream(OutputStream.nullOutputStream()))
        .setClusterId(Uuid.randomUuid().toString())
        .setNodeId(1)
        .setControllerListenerName("CONTROLLER")
        .setMetadataLogDirectory(directory.toString())
        .setDirectories(List.of(directory.toString()))
        .setFeatureLevel(TransactionVersion.FEATURE_NAME, transactionVersion)
        .run();
  }

  void startAgain() {
    server = new KafkaRaftServer(KafkaConfig.fromProps(properties(), false), Time.SYSTEM);
    server.startup();
  }

  void stop() {
    if (server != null) {
      server.shutdown();
      server.awaitShutdown();
      server = null;
    }
  }

  String address() {
    return "127.0.0.1:" + port;
  }

  /** A Connection to it whose clients give up within seconds. */
  Connections.Kafka connection(Map<String, String> properties) {
    var quick = new HashMap<String, String>();
    quick.put("default.api.timeout.ms", "10000");
    quick.put("request.timeout.ms", "2000");
    quick.put("delivery.timeout.ms", "8000");
    quick.put("max.block.ms", "10000");
    quick.put("transaction.timeout.ms", "20000");
    quick.putAll(properties);
    return new Connections.Kafka(address(), quick, "headgate-progress", "", false);
  }

  private Properties properties() {
    var p = new Properties();
    p.put("process.roles", "broker,controller");
    p.put("node.id", "1");
    p.put("controller.quorum.voters", "1@127.0.0.1:" + controllerPort);
    p.put(
        "listeners",
        "PLAINTEXT://127.0.0.1:%d,CONTROLLER://127.0.0.1:%d".formatted(port, controllerPort));
    p.put("advertised.listeners", "PLAINTEXT://127.0.0.1:" + port);
    p.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
    p.put("controller.listener.names", "CONTROLLER");
    p.put("inter.broker.listener.name", "PLAINTEXT");
    p.put("log.dirs", directory.toString());
    p.put("num.partitions", "3");
    // The worst case: asking for a topic by name creates it.
    p.put("auto.create.topics.enable", "true");
    p.put("group.initial.rebalance.delay.ms", "0");
    p.put("offsets.topic.replication.factor", "1");
    p.put("offsets.topic.num.partitions", "1");
    p.put("transaction.state.log.replication.factor", "1");
    p.put("transaction.state.log.min.isr", "1");
    p.put("transaction.state.log.num.partitions", "1");
    p.put("transaction.abort.timed.out.transaction.cleanup.interval.ms", "500");
    p.put("controlled.shutdown.enable", "false");
    p.put("broker.session.timeout.ms", "1000");
    p.put("broker.heartbeat.interval.ms", "200");
    return p;
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      return socket.getLocalPort();
    }
  }

  @Override
  public void close() throws IOException {
    stop();
    try (var files = Files.walk(directory)) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    }
  }
}
