package dev.headgate.worker.sink;

import dev.headgate.postgres.ReplicationStream;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a sink holds open between two failures. Filled by the steps that run beside the loop, used
 * by both, closed as a whole. Thread-safe. Nothing can be added once it is closed: whoever brings
 * something then finds it closed.
 */
final class Life {

  private static final Logger LOG = LoggerFactory.getLogger(Life.class);

  /** A stream and where its rows go. */
  record Flow(ReplicationStream stream, RowStage rows) {}

  private Optional<Target> target = Optional.empty();
  private Optional<Source> source = Optional.empty();
  private Optional<Flow> flow = Optional.empty();
  private Optional<Shown> candidate = Optional.empty();
  private final Map<String, AutoCloseable> others = new HashMap<>();
  private boolean closed;

  synchronized void hold(Target opened) {
    target = Optional.of(opened);
    closeIfOver();
  }

  synchronized void hold(Source opened) {
    source = Optional.of(opened);
    closeIfOver();
  }

  synchronized void hold(Flow opened) {
    flow = Optional.of(opened);
    closeIfOver();
  }

  /** Remembers what the next cutover would show. */
  synchronized void hold(Shown ready) {
    candidate = Optional.of(ready);
  }

  /** Remembers something else at the source, in place of what was held under that name. */
  synchronized void hold(String what, AutoCloseable begun) {
    others.put(what, begun);
    closeIfOver();
  }

  /** Nothing is ready to be shown. */
  synchronized void holdNoCandidate() {
    candidate = Optional.empty();
  }

  synchronized Optional<Target> target() {
    return target;
  }

  synchronized Optional<Source> source() {
    return source;
  }

  synchronized Optional<Flow> flow() {
    return flow;
  }

  synchronized Optional<Shown> candidate() {
    return candidate;
  }

  /** Ends the stream alone. */
  synchronized void closeFlow() {
    flow.ifPresent(f -> close("stream", f.stream()));
    flow = Optional.empty();
  }

  /** Ends the sessions at the source, also under a call of another thread. */
  synchronized void closeSource() {
    closed = true;
    closeFlow();
    others.forEach(Life::close);
    source.ifPresent(s -> close("source", s));
    source = Optional.empty();
  }

  /** Ends everything; may take some seconds. */
  void close() {
    closeSource();
    target().ifPresent(t -> close("target", t));
  }

  private void closeIfOver() {
    if (closed) {
      close();
    }
  }

  // It is given up because something failed: that closing it fails too changes nothing.
  private static void close(String what, AutoCloseable resource) {
    try {
      resource.close();
    } catch (Exception e) {
      LOG.debug("{} was broken before it was closed", what, e);
    }
  }
}
