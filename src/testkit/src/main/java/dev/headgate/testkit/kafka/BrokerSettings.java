package dev.headgate.testkit.kafka;

import dev.headgate.testkit.net.HeldPort;
import java.nio.file.Path;
import java.util.Properties;

/** What a {@link KafkaServer} sets unless told otherwise: as a default broker, but of one node. */
final class BrokerSettings {

  private BrokerSettings() {}

  /**
   * Settings of a broker with two listeners for clients.
   *
   * @param directory absolute; the log directory will be in it
   * @param directPort where clients reach the broker itself
   * @param proxiedPort where a proxy reaches the broker
   * @param proxyPort where clients reach that proxy
   * @param controllerPort for the node's own use
   */
  static Properties of(
      Path directory, int directPort, int proxiedPort, int proxyPort, int controllerPort) {
    Properties p = new Properties();
    p.setProperty("process.roles", "broker,controller");
    p.setProperty("node.id", "1");
    p.setProperty("controller.quorum.voters", "1@" + HeldPort.HOST + ":" + controllerPort);
    p.setProperty("controller.listener.names", "CONTROLLER");
    p.setProperty("inter.broker.listener.name", "DIRECT");
    p.setProperty(
        "listener.security.protocol.map",
        "DIRECT:PLAINTEXT,PROXIED:PLAINTEXT,CONTROLLER:PLAINTEXT");
    p.setProperty(
        "listeners",
        String.join(
            ",",
            listener("DIRECT", directPort),
            listener("PROXIED", proxiedPort),
            listener("CONTROLLER", controllerPort)));
    p.setProperty(
        "advertised.listeners",
        listener("DIRECT", directPort) + "," + listener("PROXIED", proxyPort));
    p.setProperty("log.dirs", directory.resolve("data").toString());
    p.setProperty("auto.create.topics.enable", "false");
    oneReplica(p);
    quickToReturn(p);
    return p;
  }

  private static String listener(String name, int port) {
    return name + "://" + HeldPort.HOST + ":" + port;
  }

  private static void oneReplica(Properties p) {
    p.setProperty("default.replication.factor", "1");
    p.setProperty("offsets.topic.replication.factor", "1");
    p.setProperty("offsets.topic.num.partitions", "4");
    p.setProperty("transaction.state.log.replication.factor", "1");
    p.setProperty("transaction.state.log.min.isr", "1");
    p.setProperty("transaction.state.log.num.partitions", "4");
    // Transactions that are overdue end soon: tests wait for that.
    p.setProperty("transaction.abort.timed.out.transaction.cleanup.interval.ms", "1000");
    p.setProperty("share.coordinator.state.topic.replication.factor", "1");
    p.setProperty("share.coordinator.state.topic.min.isr", "1");
    p.setProperty("share.coordinator.state.topic.num.partitions", "4");
  }

  /** With the default of 9 s a killed broker is not let back in before that has passed. */
  private static void quickToReturn(Properties p) {
    p.setProperty("broker.session.timeout.ms", "1000");
    p.setProperty("broker.heartbeat.interval.ms", "200");
    p.setProperty("group.initial.rebalance.delay.ms", "0");
  }
}
