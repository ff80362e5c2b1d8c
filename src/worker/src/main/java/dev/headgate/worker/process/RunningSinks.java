package dev.headgate.worker.process;

import dev.headgate.control.Assignment;
import dev.headgate.dataflow.contents.Storage;
import dev.headgate.dataflow.cutover.Observed.Activity;
import dev.headgate.dataflow.sink.SinkId;
import dev.headgate.worker.CommitLatency;
import dev.headgate.worker.RunningSink;
import dev.headgate.worker.SinkFactory;
import dev.headgate.worker.metrics.MeasuredSink;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The sinks of this process, all of them from start to end. */
final class RunningSinks {

  private static final Logger log = LoggerFactory.getLogger(RunningSinks.class);

  private final List<RunningSink> sinks = new ArrayList<>();
  private final List<MeasuredSink> measured = new ArrayList<>();

  void start(
      List<Assignment> assignments, SinkFactory factory, String incarnation, Storage storage) {
    for (var assignment : assignments) {
      var commits = new CommitLatency();
      var sink =
          factory.start(
              assignment.sink(), Optional.of(assignment.desired()), incarnation, storage, commits);
      sinks.add(sink);
      measured.add(new MeasuredSink(sink, commits));
    }
  }

  List<RunningSink> list() {
    return List.copyOf(sinks);
  }

  List<MeasuredSink> measured() {
    return List.copyOf(measured);
  }

  List<SinkId> dead() {
    return sinks.stream().filter(sink -> !sink.isAlive()).map(RunningSink::id).toList();
  }

  /** Whether nothing is left of any of them, neither in Kafka's record nor upstream. */
  boolean areReleased() {
    return sinks.stream().allMatch(sink -> sink.observed().activity() == Activity.RELEASED);
  }

  /**
   * Closes all at once.
   *
   * @return whether every one was closed within {@code bound}; those that were not are given up
   */
  boolean close(Duration bound) {
    Map<SinkId, RunningSink> open = new ConcurrentHashMap<>();
    sinks.forEach(sink -> open.put(sink.id(), sink));
    var closers = Executors.newVirtualThreadPerTaskExecutor();
    for (var sink : sinks) {
      closers.execute(
          () -> {
            try {
              sink.close();
              open.remove(sink.id());
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt(); // given up
            } catch (RuntimeException e) {
              log.error("sink was not closed cleanly sink={}", sink.id(), e);
            }
          });
    }
    closers.shutdown();
    try {
      if (!closers.awaitTermination(bound.toNanos(), TimeUnit.NANOSECONDS)) {
        log.error("sinks not closed within {} s sinks={}", bound.toSeconds(), open.keySet());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    boolean closed = open.isEmpty();
    closers.shutdownNow();
    return closed;
  }
}
