package dev.headgate.worker.endtoend;

import static org.awaitility.Awaitility.await;

import dev.headgate.dataflow.cutover.Attempt;
import dev.headgate.dataflow.cutover.CutoverPolicy;
import dev.headgate.dataflow.cutover.Desired;
import dev.headgate.dataflow.cutover.Observed;
import dev.headgate.dataflow.cutover.Run;
import dev.headgate.dataflow.cutover.Steer;
import dev.headgate.dataflow.cutover.Wanted;
import dev.headgate.dataflow.progress.LiveRecord;
import dev.headgate.dataflow.relation.Relation;
import dev.headgate.dataflow.sink.OnValueError;
import dev.headgate.dataflow.sink.SinkSpec;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.awaitility.core.ConditionTimeoutException;

/**
 * The operator without Kubernetes: the same decisions, told to a real worker over HTTP. It works
 * while one of its methods waits for something, and only then.
 *
 * <p>Not thread-safe.
 */
final class TestOperator {

  private static final Duration PERIOD = Duration.ofMillis(50);

  private final WorkerJvm worker;
  private final InstantSource clock;
  private Wanted wanted;

  /** In Kubernetes kept in the status of the Sink. */
  private Optional<Attempt> attempt = Optional.empty();

  /** In Kubernetes kept in a Secret. */
  private Optional<Desired> assignment = Optional.empty();

  TestOperator(WorkerJvm worker, InstantSource clock, Wanted wanted) {
    this.worker = worker;
    this.clock = clock;
    this.wanted = wanted;
  }

  /** Edits {@code spec.from}. */
  void want(Relation from) {
    want(from, wanted.policy());
  }

  /** Edits {@code spec.from} and {@code spec.cutover.timeout}. */
  void want(Relation from, Optional<Duration> timeout) {
    want(from, wanted.policy().withTimeout(timeout));
  }

  /** Edits {@code spec.from} and {@code spec.cutover}. */
  void want(Relation from, CutoverPolicy policy) {
    want(wanted.run(), from, policy);
  }

  /** How cutovers are carried out. */
  CutoverPolicy policy() {
    return wanted.policy();
  }

  /** Deletes the Sink; what follows from that is assigned with the next pass. */
  void delete() {
    want(Run.RELEASED, wanted.from().orElseThrow().relation(), wanted.policy());
  }

  /** Edits {@code spec.onValueError}. */
  void want(OnValueError onValueError) {
    var spec = wanted.spec();
    wanted =
        new Wanted(
            wanted.sink(),
            wanted.uid(),
            wanted.run(),
            wanted.fromName(),
            wanted.from(),
            new SinkSpec(
                spec.topic(),
                spec.partitions(),
                spec.replicationFactor(),
                spec.topicConfig(),
                spec.key(),
                spec.snapshot(),
                onValueError),
            wanted.connections(),
            wanted.policy());
  }

  private void want(Run run, Relation from, CutoverPolicy policy) {
    wanted =
        new Wanted(
            wanted.sink(),
            wanted.uid(),
            run,
            from.name(),
            Optional.of(new Wanted.From(from, wanted.connections())),
            wanted.spec(),
            wanted.connections(),
            policy);
  }

  /** Looks, decides and acts once. */
  void reconcile() {
    var steering =
        new Steer(clock.instant(), wanted, attempt, assignment, worker.observed()).decide();
    attempt = steering.attempt();
    steering
        .assign()
        .ifPresent(
            desired -> {
              assignment = Optional.of(desired);
              worker.assign(desired);
            });
    // An answer that is lost or refused shows in what is observed next.
    steering.send().ifPresent(worker::put);
  }

  /**
   * Reconciles until {@code condition} holds.
   *
   * @throws AssertionError if it does not within {@code limit}; what worker and operator know is in
   *     the message
   */
  void until(String what, Duration limit, BooleanSupplier condition) {
    try {
      await()
          .atMost(limit)
          .pollDelay(Duration.ZERO)
          .pollInterval(PERIOD)
          .until(
              () -> {
                reconcile();
                return condition.getAsBoolean();
              });
    } catch (ConditionTimeoutException e) {
      throw new AssertionError(
          "Not within %d ms: %s.\nThe operator's try: %s\nThe worker: %s\n%s"
              .formatted(limit.toMillis(), what, attempt, worker.observed(), worker.logTail()),
          e);
    }
  }

  /** The try that it remembers. */
  Optional<Attempt> attempt() {
    return attempt;
  }

  /** What it assigned last. */
  Desired assignment() {
    return assignment.orElseThrow();
  }

  /** The record that the worker knows; empty if it knows none or cannot be asked. */
  Optional<LiveRecord> record() {
    return worker
        .observed()
        .flatMap(Observed::record)
        .filter(LiveRecord.class::isInstance)
        .map(LiveRecord.class::cast);
  }
}
