package dev.headgate.demo.cluster;

import dev.headgate.demo.stage.Example;
import dev.headgate.demo.stage.Pulse;
import dev.headgate.demo.stage.Servers;
import dev.headgate.demo.stage.Stage;
import dev.headgate.demo.stage.TopicWatch;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/** Applies the example and then stays up, for people and other programs to play with. */
public final class Keep {

  private static final Duration PULSE = Duration.ofSeconds(10);

  /** Enough to see, and little enough for a disk that has to hold all of it for hours. */
  private static final int TRANSACTIONS_PER_SECOND = 20;

  private final Stage stage;
  private final Servers servers;
  private final Cluster cluster;
  private final Path directory;

  /**
   * On these.
   *
   * @param directory where {@code demo.json} and the manifests are written
   */
  public Keep(Stage stage, Servers servers, Cluster cluster, Path directory) {
    this.stage = stage;
    this.servers = servers;
    this.cluster = cluster;
    this.directory = directory;
  }

  /** Stays until this JVM is ended. */
  public boolean stay() throws Exception {
    JoinFile.clear(directory);
    var kubernetes = cluster.kubernetes();
    try (var load = servers.write(TRANSACTIONS_PER_SECOND);
        var view = SinkView.of(kubernetes.client(), stage)) {
      load.awaitMore(TRANSACTIONS_PER_SECOND);
      var manifests = Manifests.write(directory, servers);
      new Kubectl(kubernetes, stage).apply(manifests);
      view.untilRunning();
      stage.print(Invitation.of(kubernetes, servers, directory, manifests));
      var file = JoinFile.write(directory, kubernetes.kubeconfig(), servers);
      stage.say("other programs find all of this in " + file);
      stage.say("the base table is written to all the time; Ctrl-C ends everything");
      try (var watch =
              new TopicWatch(servers.kafka().bootstrapServers(), Example.TOPIC, (at, nanos) -> {});
          var pulse = new Pulse(stage, watch, servers.registry().url(), view::frontier, PULSE)) {
        new CountDownLatch(1).await();
      }
      return true;
    }
  }
}
