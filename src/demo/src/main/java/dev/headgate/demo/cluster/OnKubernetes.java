package dev.headgate.demo.cluster;

import dev.headgate.api.v1alpha1.SinkStatus;
import dev.headgate.api.v1alpha1.SinkStatus.Step;
import dev.headgate.dataflow.time.Timestamp;
import dev.headgate.demo.stage.Arrivals;
import dev.headgate.demo.stage.Example;
import dev.headgate.demo.stage.Judge;
import dev.headgate.demo.stage.Progress;
import dev.headgate.demo.stage.Pulse;
import dev.headgate.demo.stage.Sabotage;
import dev.headgate.demo.stage.Servers;
import dev.headgate.demo.stage.Stage;
import dev.headgate.demo.stage.TopicWatch;
import dev.headgate.testkit.load.Load;
import dev.headgate.testkit.oracle.WalOracle;
import java.nio.file.Path;
import java.time.Duration;

/** The cutover of the example, done as a user does it: by {@code kubectl}. */
public final class OnKubernetes {

  private static final Duration PULSE = Duration.ofSeconds(1);

  private final Stage stage;
  private final Servers servers;
  private final Cluster cluster;
  private final Path directory;
  private final Kubectl kubectl;

  /**
   * On these.
   *
   * @param directory where the manifests are written
   */
  public OnKubernetes(Stage stage, Servers servers, Cluster cluster, Path directory) {
    this.stage = stage;
    this.servers = servers;
    this.cluster = cluster;
    this.directory = directory;
    this.kubectl = new Kubectl(cluster.kubernetes(), stage);
  }

  /** Plays it; whether the topic is what it must be, and the sink left nothing behind. */
  public boolean play(Sabotage sabotage) throws Exception {
    try (var oracle = WalOracle.open(servers.postgres(), servers.database().name());
        var load = servers.write(Example.TRANSACTIONS_PER_SECOND);
        var view = SinkView.of(cluster.kubernetes().client(), stage)) {
      stage.say("writers: 4 connections keep changing the base table of both relations");
      load.awaitMore(Example.TRANSACTIONS / 2);
      kubectl.apply(Manifests.write(directory, servers));
      view.untilRunning();
      var arrivals = new Arrivals();
      try (var watch =
          new TopicWatch(servers.kafka().bootstrapServers(), Example.TOPIC, arrivals)) {
        var at = cutOver(load, view, watch);
        return new Judge(stage, servers, oracle, sabotage).isExact(at, arrivals) && released(view);
      }
    } catch (RuntimeException e) {
      throw new IllegalStateException("The operator: " + cluster.operator().logTail(), e);
    }
  }

  private Timestamp cutOver(Load load, SinkView view, TopicWatch watch) throws Exception {
    try (var pulse = new Pulse(stage, watch, servers.registry().url(), view::frontier, PULSE)) {
      load.awaitMore(Example.TRANSACTIONS);
      kubectl.from("matview-2");
      var done = view.until("the cutover completes", Example.LIMIT, OnKubernetes::isCompleted);
      load.awaitMore(Example.TRANSACTIONS);
      load.stop();
      new Progress(servers).awaitEverything();
      return Timestamp.parseLsn(done.cutover().timestamp());
    }
  }

  private static boolean isCompleted(SinkStatus status) {
    return status.cutover() != null && Step.Completed.name().equals(status.cutover().step());
  }

  private boolean released(SinkView view) throws Exception {
    kubectl.delete();
    view.untilGone(Example.LIMIT);
    return servers.hasNothingLeft(stage);
  }
}
