package dev.headgate.worker;

import dev.headgate.dataflow.contents.Storage;
import dev.headgate.dataflow.cutover.Desired;
import dev.headgate.dataflow.sink.SinkId;
import java.util.Optional;

/** Starts sinks. */
@FunctionalInterface
public interface SinkFactory {

  /**
   * Starts a sink's loop. Returns at once: what a sink needs, it connects to in its loop.
   *
   * @param file what the assignment file says; never with a grant
   * @param incarnation of this process, new at every start
   * @param storage for contents that do not fit in memory
   * @param commits told how long each commit takes
   */
  RunningSink start(
      SinkId id,
      Optional<Desired> file,
      String incarnation,
      Storage storage,
      CommitLatency commits);
}
