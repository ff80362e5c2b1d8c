package dev.headgate.bench.measure;

import dev.headgate.bench.figures.Climb.Look;
import dev.headgate.bench.stage.DataTopic;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/** Looks again and again how much of a topic committed readers may see. */
final class Visibility {

  private static final long PERIOD_NANOS = 20_000_000;

  private final AtomicBoolean stopped = new AtomicBoolean();
  private final CompletableFuture<List<Look>> looks = new CompletableFuture<>();
  private final CompletableFuture<Void> started = new CompletableFuture<>();

  private Visibility() {}

  /** Begins to look; on return it has looked once. */
  static Visibility watch(DataTopic topic) {
    var watch = new Visibility();
    Thread.ofPlatform().name("visibility").daemon().start(() -> watch.look(topic));
    watch.started.join();
    return watch;
  }

  private void look(DataTopic topic) {
    var seen = new ArrayList<Look>();
    try (var consumer = topic.consumer()) {
      while (!stopped.get()) {
        long count = DataTopic.visible(consumer);
        seen.add(new Look(System.nanoTime(), count));
        started.complete(null);
        LockSupport.parkNanos(PERIOD_NANOS);
      }
      seen.add(new Look(System.nanoTime(), DataTopic.visible(consumer)));
      looks.complete(seen);
    } catch (RuntimeException e) {
      started.completeExceptionally(e);
      looks.completeExceptionally(e);
    }
  }

  /** Looks once more and ends; all that was seen. */
  List<Look> stop() {
    stopped.set(true);
    return looks.join();
  }
}
