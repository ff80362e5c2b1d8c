package dev.headgate.operator.worker;

import dev.headgate.api.v1alpha1.Sink;
import dev.headgate.dataflow.sink.SinkId;
import io.javaoperatorsdk.operator.processing.event.Event;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.AbstractEventSource;
import java.net.URI;
import java.net.http.HttpClient;
import java.util.Set;

/**
 * Makes reconciliations of what workers say of their own accord. Only the reconciler says whom to
 * follow, and it runs on the leader alone, so a standby replica listens to nobody. May be started
 * again after it was stopped. Thread-safe.
 */
public final class WorkerEventSource extends AbstractEventSource<Void, Sink> {

  private static final String NAME = "workers";

  private final HttpClient http;
  private final Pace pace;
  private volatile WorkerWatch watch;

  public WorkerEventSource(HttpClient http, Pace pace) {
    super(Void.class, NAME);
    this.http = http;
    this.pace = pace;
  }

  @Override
  public synchronized void start() {
    if (!isRunning()) {
      watch = new WorkerWatch(http, pace, this::propagate);
      super.start(); // from here on others look at the watch
    }
  }

  @Override
  public synchronized void stop() {
    if (isRunning()) {
      super.stop();
      watch.close();
    }
  }

  /**
   * Follows the worker of that Sink from now on. Doing so again changes nothing; while this is
   * stopped it does nothing.
   */
  public void follow(ResourceID resource, URI worker, String token, SinkId sink) {
    if (isRunning()) {
      watch.follow(resource, worker, token, sink);
    }
  }

  /** Follows no worker of that Sink any more: it is gone, or has no worker. */
  public void forget(ResourceID resource) {
    if (isRunning()) {
      watch.forget(resource);
    }
  }

  /** Workers' words are asked for, never kept here. */
  @Override
  public Set<Void> getSecondaryResources(Sink sink) {
    return Set.of();
  }

  private void propagate(ResourceID resource) {
    if (isRunning()) {
      getEventHandler().handleEvent(new Event(resource));
    }
  }
}
