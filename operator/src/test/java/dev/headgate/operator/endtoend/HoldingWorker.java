package dev.headgate.operator.endtoend;

import dev.headgate.dataflow.cutover.CutoverState;
import dev.headgate.dataflow.lifecycle.SinkEvent;
import dev.headgate.dataflow.lifecycle.SinkState;
import dev.headgate.dataflow.lifecycle.Step;
import dev.headgate.kafka.CommitPoints;
import dev.headgate.worker.process.Main;
import dev.headgate.worker.process.Program;
import dev.headgate.worker.sink.SinkObserver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The worker's main class, but that the commit of a cutover waits as long as a {@link CommitHold}
 * says so.
 *
 * <p>Thread-safe: transitions are told by the sink's loop, commits by the writer's thread.
 */
final class HoldingWorker implements CommitPoints, SinkObserver {

  private final Path directory;

  /** The hold of the sink whose cutover's outcome is not known. */
  private volatile Optional<CommitHold> committing = Optional.empty();

  private HoldingWorker(Path directory) {
    this.directory = directory;
  }

  /** A worker's program; the first argument is the directory of the holds. */
  public static void main(String[] args) {
    var holding = new HoldingWorker(Path.of(args[0]));
    Program.run(
        List.of(args).subList(1, args.length),
        Main.sinks(holding, SinkObserver.log().and(holding)));
  }

  @Override
  public void transition(SinkState before, SinkEvent event, Step step) {
    committing =
        step.state()
            .cutover()
            .filter(CutoverState.CommitUnknown.class::isInstance)
            .map(unknown -> CommitHold.of(directory, before.sink().value()));
  }

  @Override
  public void beforeCommit() {
    committing.ifPresent(
        hold -> {
          try {
            hold.pass();
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  @Override
  public void afterCommit() {}
}
