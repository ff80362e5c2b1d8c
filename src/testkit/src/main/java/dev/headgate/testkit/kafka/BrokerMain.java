package dev.headgate.testkit.kafka;

import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;

/** The process of a {@link KafkaServer}: one node that is broker and controller. */
final class BrokerMain {

  private BrokerMain() {}

  /**
   * Formats the log directory unless it is, starts the broker, and creates an empty file once it
   * serves. SIGTERM ends it cleanly.
   *
   * @param args path of the broker's properties, path of the file to create
   */
  public static void main(String[] args) throws Exception {
    Properties settings = new Properties();
    try (InputStream in = Files.newInputStream(Path.of(args[0]))) {
      settings.load(in);
    }
    format(settings);
    KafkaRaftServer server =
        new KafkaRaftServer(KafkaConfig.fromProps(settings, false), Time.SYSTEM);
    Runtime.getRuntime().addShutdownHook(new Thread(server::shutdown, "broker-shutdown"));
    try {
      server.startup();
      Files.createFile(Path.of(args[1]));
    } catch (Exception e) {
      // Threads of a broker that is half up would keep the JVM alive.
      e.printStackTrace();
      Runtime.getRuntime().halt(1);
    }
    server.awaitShutdown();
  }

  private static void format(Properties settings) throws Exception {
    String directory = settings.getProperty("log.dirs");
    if (Files.exists(Path.of(directory, "meta.properties"))) {
      return;
    }
    new Formatter()
        .setClusterId(Uuid.randomUuid().toString())
        .setNodeId(Integer.parseInt(settings.getProperty("node.id")))
        .setControllerListenerName(settings.getProperty("controller.listener.names"))
        .setMetadataLogDirectory(directory)
        .setDirectories(List.of(directory))
        .setPrintStream(new PrintStream(OutputStream.nullOutputStream()))
        .run();
  }
}
