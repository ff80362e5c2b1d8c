package dev.headgate.demo.cluster;

import dev.headgate.api.v1alpha1.Sink;
import dev.headgate.api.v1alpha1.SinkStatus;
import dev.headgate.api.v1alpha1.SinkStatus.Word;
import dev.headgate.demo.stage.Example;
import dev.headgate.demo.stage.Stage;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Predicate;

/** Watches the Sink and says each change of what its status shows. Thread-safe. */
final class SinkView implements ResourceEventHandler<Sink>, AutoCloseable {

  private final Stage stage;
  private final SharedIndexInformer<Sink> informer;
  private Optional<Sink> latest = Optional.empty();
  private String said = "";

  private SinkView(Stage stage, KubernetesClient client) {
    this.stage = stage;
    this.informer =
        client
            .resources(Sink.class)
            .inNamespace(Example.NAMESPACE)
            .withName(Example.SINK_NAME)
            .inform();
  }

  /** Begins to watch, whether or not there is such a Sink yet. */
  static SinkView of(KubernetesClient client, Stage stage) {
    var view = new SinkView(stage, client);
    view.informer.addEventHandler(view);
    return view;
  }

  @Override
  public void onAdd(Sink sink) {
    see(Optional.of(sink));
  }

  @Override
  public void onUpdate(Sink before, Sink sink) {
    see(Optional.of(sink));
  }

  @Override
  public void onDelete(Sink sink, boolean unknown) {
    see(Optional.empty());
  }

  private synchronized void see(Optional<Sink> sink) {
    latest = sink;
    status()
        .map(SinkLine::of)
        .filter(line -> !line.equals(said))
        .ifPresent(
            line -> {
              said = line;
              stage.say(line);
            });
    notifyAll();
  }

  /** The status as it is now; empty as long as there is none. */
  synchronized Optional<SinkStatus> status() {
    return latest.map(Sink::getStatus);
  }

  /** How far the sink is, for people. */
  String frontier() {
    return status().map(SinkStatus::frontier).orElse("none");
  }

  /** Waits until the spec as it is now has led to such a status. */
  SinkStatus until(String what, Duration limit, Predicate<SinkStatus> enough)
      throws InterruptedException {
    return await(what, limit, sink -> sink.filter(s -> isSo(s, enough)).isPresent())
        .orElseThrow()
        .getStatus();
  }

  /** Waits until its first relation flows, which makes the topic. */
  void untilRunning() throws InterruptedException {
    until("the sink runs", Example.LIMIT, s -> Word.running.name().equals(s.status()));
  }

  private static boolean isSo(Sink sink, Predicate<SinkStatus> enough) {
    var status = sink.getStatus();
    return status != null
        && sink.getMetadata().getGeneration().equals(status.observedGeneration())
        && enough.test(status);
  }

  /** Waits until there is no such Sink. */
  void untilGone(Duration limit) throws InterruptedException {
    await("the Sink is gone", limit, Optional::isEmpty);
  }

  private synchronized Optional<Sink> await(
      String what, Duration limit, Predicate<Optional<Sink>> enough) throws InterruptedException {
    long deadline = System.nanoTime() + limit.toNanos();
    while (!enough.test(latest)) {
      long millis = Duration.ofNanos(deadline - System.nanoTime()).toMillis();
      if (millis <= 0) {
        throw new IllegalStateException(
            "Not within %d s: %s. The Sink: %s"
                .formatted(limit.toSeconds(), what, latest.map(Sink::getStatus)));
      }
      wait(millis);
    }
    return latest;
  }

  @Override
  public void close() {
    informer.close();
  }
}
