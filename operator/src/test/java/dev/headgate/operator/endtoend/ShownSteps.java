package dev.headgate.operator.endtoend;

import static org.awaitility.Awaitility.await;

import dev.headgate.api.v1alpha1.Sink;
import dev.headgate.api.v1alpha1.SinkStatus;
import dev.headgate.api.v1alpha1.SinkStatus.Step;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** All steps that a Sink's status shows, however briefly, until this is closed. */
final class ShownSteps implements AutoCloseable {

  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final List<String> steps = new CopyOnWriteArrayList<>();
  private final Watch watch;

  ShownSteps(Resource<Sink> sink) {
    this.watch =
        sink.watch(
            new Watcher<>() {
              @Override
              public void eventReceived(Action action, Sink seen) {
                Optional.ofNullable(seen.getStatus())
                    .map(SinkStatus::cutover)
                    .ifPresent(cutover -> steps.add(cutover.step()));
              }

              @Override
              public void onClose(WatcherException cause) {
                steps.add("the watch broke: " + cause.getMessage());
              }
            });
  }

  /** Waits until that step was shown. */
  void until(Step step) {
    await(step + " was shown").atMost(LIMIT).until(() -> steps.contains(step.name()));
  }

  /** So far, in order. */
  List<String> shown() {
    return List.copyOf(steps);
  }

  @Override
  public void close() {
    watch.close();
  }
}
