package dev.headgate.bench.stage;

import dev.headgate.dataflow.cutover.Attempt;
import dev.headgate.dataflow.cutover.Desired;
import dev.headgate.dataflow.cutover.Observed;
import dev.headgate.dataflow.cutover.Steer;
import dev.headgate.dataflow.cutover.Wanted;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Optional;

/**
 * The operator without Kubernetes: the same decisions, and the same writes in the same order. What
 * it keeps in a Sink's status and in a Secret is handed to it when it begins.
 *
 * <p>Not thread-safe.
 */
public final class Operator {

  /** Where the try is kept. */
  @FunctionalInterface
  public interface Status {
    void write(Optional<Attempt> attempt) throws IOException;
  }

  private final WorkerEndpoint worker;
  private final InstantSource clock;
  private final Status status;
  private Optional<Attempt> attempt;
  private Optional<Desired> assignment;

  /**
   * Begins with what an earlier one has left.
   *
   * @param attempt as its status says
   */
  public Operator(
      WorkerEndpoint worker, InstantSource clock, Status status, Optional<Attempt> attempt)
      throws IOException {
    this.worker = worker;
    this.clock = clock;
    this.status = status;
    this.attempt = attempt;
    this.assignment = worker.assigned();
  }

  /** Decides and acts once. */
  public void reconcile(Wanted wanted, Optional<Observed> observed)
      throws IOException, InterruptedException {
    var steering = new Steer(clock.instant(), wanted, attempt, assignment, observed).decide();
    if (!steering.attempt().equals(attempt)) {
      status.write(steering.attempt());
      attempt = steering.attempt();
    }
    if (steering.assign().isPresent()) {
      worker.assign(steering.assign().get());
      assignment = steering.assign();
    }
    if (steering.send().isPresent()) {
      worker.tell(steering.send().get());
    }
  }

  /** The try that it remembers. */
  public Optional<Attempt> attempt() {
    return attempt;
  }
}
