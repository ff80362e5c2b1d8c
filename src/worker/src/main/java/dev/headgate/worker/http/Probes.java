package dev.headgate.worker.http;

import dev.headgate.dataflow.cutover.Observed;
import dev.headgate.dataflow.cutover.Observed.Activity;
import dev.headgate.worker.HostedSink;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/** The probes of Kubernetes. */
final class Probes {

  private final List<HostedSink> sinks;
  private final BooleanSupplier alive;
  private volatile boolean stopping;

  /**
   * @param alive whether every loop of the process lives
   */
  Probes(List<HostedSink> sinks, BooleanSupplier alive) {
    this.sinks = sinks;
    this.alive = alive;
  }

  void stopping() {
    stopping = true;
  }

  /** Whether a restart would not help. While the process stops, loops end as they should. */
  Reply live() {
    return stopping || alive.getAsBoolean()
        ? Reply.text(200, "ok")
        : Reply.text(503, "a sink's loop has died; the log says of what");
  }

  /** Whether every sink does what it is for, which is nothing if it is paused; one line a sink. */
  Reply ready() {
    if (stopping) {
      return Reply.text(503, "the process is stopping");
    }
    boolean ready = true;
    var lines = new ArrayList<String>();
    for (var sink : sinks) {
      var observed = sink.observed();
      ready &= observed.activity() == Activity.STREAMING || observed.activity() == Activity.PAUSED;
      lines.add(sink.id() + ": " + describe(observed));
    }
    return Reply.text(ready ? 200 : 503, String.join("\n", lines));
  }

  private static String describe(Observed observed) {
    var activity = observed.activity().name().toLowerCase(Locale.ROOT);
    return observed
        .error()
        .map(error -> activity + ": " + error.lines().collect(Collectors.joining(" ")))
        .orElse(activity);
  }
}
