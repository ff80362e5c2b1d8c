package dev.headgate.operator.sink;

import dev.headgate.dataflow.cutover.Run;
import dev.headgate.dataflow.cutover.Steering;
import dev.headgate.operator.sink.ReconcilePoints.Point;
import dev.headgate.operator.worker.AssignmentConflict;
import dev.headgate.operator.worker.AssignmentStore;
import dev.headgate.operator.worker.ReleaseJobs;
import dev.headgate.operator.worker.ReleaseState;
import dev.headgate.operator.worker.StoredAssignment;
import dev.headgate.operator.worker.WorkerApplier;
import dev.headgate.operator.worker.WorkerClient;
import dev.headgate.operator.worker.WorkerPod;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Carries out what was decided, in this order: the assignment, the worker, the message to it. */
final class Workbench {

  private static final Logger LOG = LoggerFactory.getLogger(Workbench.class);

  /**
   * How long a worker of a Sink that is being deleted may be silent before a Job takes its place.
   */
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private static final int ONE = 1;
  private static final int NONE = 0;

  private final AssignmentStore assignments;
  private final WorkerApplier workers;
  private final WorkerClient client;
  private final ReleaseJobs jobs;
  private final ReconcilePoints points;

  Workbench(
      AssignmentStore assignments,
      WorkerApplier workers,
      WorkerClient client,
      ReleaseJobs jobs,
      ReconcilePoints points) {
    this.assignments = assignments;
    this.workers = workers;
    this.client = client;
    this.jobs = jobs;
    this.points = points;
  }

  /**
   * What was done.
   *
   * @param updatePending whether the worker differs from what the operator would make now; empty if
   *     there is none
   */
  record Done(Optional<Boolean> updatePending) {}

  /**
   * Writes what changes and tells the worker what it must hear. Whether it heard shows in what is
   * observed next.
   *
   * @return empty if somebody else has written, and all begins with another look
   */
  Optional<Done> carryOut(Seen seen, Steering steering) {
    var assigned = assigned(seen, steering);
    if (assigned.isEmpty()) {
      return steering.assign().isEmpty()
          ? Optional.of(new Done(Optional.empty()))
          : Optional.empty();
    }
    var applied = workers.apply(seen.sink(), ONE);
    tell(seen, steering, assigned.get());
    return Optional.of(new Done(Optional.of(applied.updatePending())));
  }

  /**
   * The same for a Sink that is being deleted: its worker releases it, or a Job where no worker can
   * be asked.
   */
  boolean release(Seen seen, Steering steering) {
    var assigned = assigned(seen, steering);
    if (assigned.isEmpty()) {
      return steering.assign().isEmpty();
    }
    if (isLost(seen)) {
      workers.apply(seen.sink(), NONE);
    } else {
      tell(seen, steering, assigned.get());
    }
    return true;
  }

  /** Whether a Job has released the sink; sees to it that there is one where it takes one. */
  boolean isReleasedByJob(Seen seen) {
    var released = seen.assignment().filter(a -> a.desired().run() == Run.RELEASED);
    if (released.isEmpty() || !isLost(seen)) {
      return false;
    }
    return switch (jobs.ensure(seen.sink(), released.get())) {
      case ReleaseState.Succeeded(var generation) ->
          generation == released.get().desired().generation();
      case ReleaseState.Running(var why) -> {
        LOG.info("sink={} release waits: {}", seen.id(), why);
        yield false;
      }
    };
  }

  /** Whether no worker is there to release a Sink that is being deleted. */
  private static boolean isLost(Seen seen) {
    var deleted = Instant.parse(seen.sink().getMetadata().getDeletionTimestamp());
    return seen.observed().isEmpty() && seen.now().isAfter(deleted.plus(PATIENCE));
  }

  /** Leaves nothing of a Sink that was released. */
  void clearAway(Seen seen) {
    jobs.cleanUp(seen.sink());
    assignments.clear(seen.sink());
  }

  /** What is assigned now; empty if nothing is, or not what was decided. */
  private Optional<StoredAssignment> assigned(Seen seen, Steering steering) {
    if (steering.assign().isEmpty()) {
      return seen.assignment();
    }
    try {
      var desired = steering.assign().get();
      var stored = assignments.write(seen.sink(), desired, seen.assignment());
      LOG.info(
          "sink={} generation={} run={} version={} candidate={}",
          seen.id(),
          desired.generation(),
          desired.run(),
          desired.active().version(),
          desired.candidate().map(c -> c.id().value()).orElse("none"));
      points.reached(Point.ASSIGNED, seen.cutover());
      return Optional.of(stored);
    } catch (AssignmentConflict e) {
      LOG.info("sink={} {}", seen.id(), e.getMessage());
      return Optional.empty();
    }
  }

  private void tell(Seen seen, Steering steering, StoredAssignment assigned) {
    var worker = seen.pod().flatMap(WorkerPod::uri);
    if (steering.send().isPresent() && worker.isPresent()) {
      client.tell(worker.get(), assigned.token(), seen.id(), steering.send().get());
      points.reached(Point.TOLD, seen.cutover());
    }
  }
}
