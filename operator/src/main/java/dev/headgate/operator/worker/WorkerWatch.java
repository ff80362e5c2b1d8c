package dev.headgate.operator.worker;

import dev.headgate.dataflow.sink.SinkId;
import dev.headgate.operator.worker.Subscription.Target;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.net.URI;
import java.net.http.HttpClient;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Tells at once when something of a Sink's worker has changed that may need a decision: anything
 * but frontier, upper and statistics; or that its event stream was lost. Hints only: one may be
 * missing or too many, so Sinks are looked at from time to time all the same. Thread-safe.
 */
public final class WorkerWatch implements AutoCloseable {

  private final HttpClient http;
  private final Pace pace;
  private final Consumer<ResourceID> changed;
  private final Map<ResourceID, Subscription> subscriptions = new HashMap<>();
  private boolean closed;

  /**
   * @param changed told of the Sink; called on threads of this watch, one a Sink
   */
  public WorkerWatch(HttpClient http, Pace pace, Consumer<ResourceID> changed) {
    this.http = http;
    this.pace = pace;
    this.changed = changed;
  }

  /**
   * Follows a Sink's worker from now on, and no other worker of it. Doing so again changes nothing.
   *
   * @param worker where its control API is, without a path
   */
  public synchronized void follow(ResourceID resource, URI worker, String token, SinkId sink) {
    var target = new Target(worker, token, sink);
    var now = subscriptions.get(resource);
    if (closed || (now != null && now.target().equals(target))) {
      return;
    }
    forget(resource);
    subscriptions.put(
        resource, Subscription.start(http, target, pace, () -> changed.accept(resource)));
  }

  /** Follows no worker of that Sink any more. */
  public synchronized void forget(ResourceID resource) {
    var subscription = subscriptions.remove(resource);
    if (subscription != null) {
      subscription.close();
    }
  }

  /** Forgets all, for good. */
  @Override
  public synchronized void close() {
    closed = true;
    subscriptions.values().forEach(Subscription::close);
    subscriptions.clear();
  }
}
