package dev.headgate.demo;

import dev.headgate.demo.alone.WorkerAlone;
import dev.headgate.demo.cluster.Cluster;
import dev.headgate.demo.cluster.Keep;
import dev.headgate.demo.cluster.OnKubernetes;
import dev.headgate.demo.stage.Servers;
import dev.headgate.demo.stage.Stage;
import dev.headgate.testkit.kubernetes.KubernetesBinaries;
import dev.headgate.testkit.kubernetes.KubernetesBinaries.Availability;
import dev.headgate.testkit.kubernetes.KubernetesBinaries.Availability.Found;
import dev.headgate.testkit.kubernetes.KubernetesBinaries.Availability.Unavailable;
import java.util.concurrent.Executors;

/**
 * The documented example on real servers: {@code avro-sink} from {@code matview-1} into {@code
 * test_avro_topic}, cut over to {@code matview-2} while both are written to. The exit code is 0
 * only if the topic is exactly OLD before T and NEW from T on.
 */
public final class Demo {

  private final Stage stage;
  private final Settings settings;

  private Demo(Stage stage, Settings settings) {
    this.stage = stage;
    this.settings = settings;
  }

  public static void main(String[] args) throws Exception {
    // Maven may be ended without a signal that reaches this process.
    ProcessHandle.current().parent().ifPresent(p -> p.onExit().thenRun(() -> System.exit(1)));
    var settings = Settings.of(System.getProperties());
    try {
      System.exit(new Demo(new Stage(System.out), settings).run() ? 0 : 1);
    } catch (Exception e) {
      e.printStackTrace();
      System.exit(1);
    }
  }

  private boolean run() throws Exception {
    stage.say("Headgate: one sink, cut over while both relations are written to.");
    return switch (kubernetes()) {
      case Found(var binaries) -> onKubernetes(binaries);
      case Unavailable(var reason) -> alone(reason);
    };
  }

  private Availability kubernetes() throws Exception {
    if (!settings.kubernetes()) {
      return new Unavailable("it is left out, by -Dkubernetes=false");
    }
    try {
      return stage.during("looking for Kubernetes' programs", KubernetesBinaries::find);
    } catch (IllegalStateException e) {
      return new Unavailable(e.getMessage());
    }
  }

  private boolean alone(String reason) throws Exception {
    stage.say("WITHOUT KUBERNETES: " + reason);
    if (settings.keep()) {
      stage.say("-Dkeep needs an API server; nothing was started.");
      return false;
    }
    stage.say("This drives a worker over its control API alone; no operator takes part.");
    return new WorkerAlone(stage, settings.sabotage()).play();
  }

  private boolean onKubernetes(KubernetesBinaries binaries) throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var starting = threads.submit(() -> Cluster.launch(binaries, settings.crds(), stage));
      try (var servers = Servers.launch(stage);
          var cluster = starting.get()) {
        if (settings.keep()) {
          return new Keep(stage, servers, cluster, settings.directory()).stay();
        }
        return new OnKubernetes(stage, servers, cluster, settings.directory())
            .play(settings.sabotage());
      }
    }
  }
}
