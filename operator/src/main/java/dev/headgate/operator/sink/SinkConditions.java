package dev.headgate.operator.sink;

import dev.headgate.api.v1alpha1.SinkStatus.Step;
import dev.headgate.api.v1alpha1.SinkStatus.Word;
import dev.headgate.dataflow.cutover.Attempt;
import dev.headgate.dataflow.cutover.Attempt.Fate;
import dev.headgate.dataflow.progress.LiveRecord.Outcome;
import dev.headgate.operator.status.Conditions;
import dev.headgate.operator.status.Resolved;
import dev.headgate.operator.worker.WorkerClient.Answer;
import dev.headgate.operator.worker.WorkerPod;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import java.util.Optional;

/** The conditions of a Sink. */
final class SinkConditions {

  private final Seen seen;
  private final Standing standing;
  private final Optional<Attempt> attempt;
  private final Optional<Step> step;

  private SinkConditions(Seen seen, Standing standing, Optional<Attempt> attempt) {
    this.seen = seen;
    this.standing = standing;
    this.attempt = attempt;
    this.step = attempt.map(a -> Step.valueOf(CutoverReport.of(seen, a).step()));
  }

  static List<Condition> of(Seen seen, Standing standing, Optional<Attempt> attempt) {
    return new SinkConditions(seen, standing, attempt).list();
  }

  private List<Condition> list() {
    var status = seen.sink().getStatus();
    var conditions =
        Conditions.after(
            status == null ? List.of() : status.conditions(),
            seen.sink().getMetadata().getGeneration(),
            seen.now());
    var ready = ready();
    conditions.set("Ready", ready.status(), ready.reason(), ready.message());
    boolean stalled = isStalled();
    boolean reconciling = ready.status() != Conditions.Status.TRUE && !stalled && !isPaused();
    conditions.set(
        "Reconciling",
        reconciling ? Conditions.Status.TRUE : Conditions.Status.FALSE,
        ready.reason(),
        reconciling ? ready.message() : "");
    conditions.set(
        "Stalled",
        stalled ? Conditions.Status.TRUE : Conditions.Status.FALSE,
        ready.reason(),
        stalled ? ready.message() : "");
    relationResolved(conditions);
    workerAvailable(conditions);
    cutoverComplete(conditions);
    awaitingPromotion(conditions);
    return conditions.list();
  }

  /** What a condition is to say. */
  private record Verdict(Conditions.Status status, String reason, String message) {
    static Verdict not(String reason, String message) {
      return new Verdict(Conditions.Status.FALSE, reason, message);
    }
  }

  private Verdict ready() {
    if (seen.isDeleted()) {
      return Verdict.not("Releasing", standing.error().orElse("The Sink is being deleted"));
    }
    if (isPaused()) {
      return Verdict.not("Paused", "Nothing flows: set spec.paused to false to go on");
    }
    if (standing.word() != Word.running) {
      return Verdict.not(standing.reason(), standing.error().orElse("The sink is starting"));
    }
    if (seen.relation() instanceof Resolved.Missing<?>(var reason, var message)) {
      return Verdict.not(reason, message);
    }
    var otherDomain = Wishes.otherDomain(seen);
    if (otherDomain.isPresent()) {
      return Verdict.not(otherDomain.get().reason(), otherDomain.get().message());
    }
    if (isUnderWay()) {
      return underWay(attempt.get());
    }
    if (seen.isShown()) {
      return new Verdict(
          Conditions.Status.TRUE,
          "Streaming",
          "%s flows".formatted(seen.sink().getSpec().from().name()));
    }
    return failure()
        .map(
            ended ->
                Verdict.not(
                    "CutoverFailed",
                    "%s: %s. %s flows on.\n  Change spec.from, or raise spec.cutover.attempt"
                        .formatted(
                            ended.outcome().word(),
                            ended.message(),
                            seen.live().map(r -> r.relation().name()).orElse("The old relation"))))
        .orElseGet(() -> Verdict.not("CuttingOver", "The cutover is about to begin"));
  }

  /** A refusal has a reason of its own: unlike a cutover on its way, somebody has to see to it. */
  private Verdict underWay(Attempt a) {
    var report = CutoverReport.of(seen, a);
    boolean refused =
        a.fate() instanceof Fate.UnderWay
            && report.step().equals(Step.Validating.name())
            && !report.problems().isEmpty();
    boolean awaited = report.step().equals(Step.AwaitingPromotion.name());
    return Verdict.not(
        refused ? "CandidateRefused" : awaited ? "AwaitingPromotion" : "CuttingOver",
        report.message());
  }

  /** As it was asked to be, and nothing is under way: no tool is to wait for it. */
  private boolean isPaused() {
    return seen.isPaused() && standing.word() == Word.paused;
  }

  private boolean isUnderWay() {
    return attempt.filter(a -> Attempts.finalStep(a.fate()).isEmpty()).isPresent();
  }

  private Optional<Fate.Ended> failure() {
    return attempt
        .map(Attempt::fate)
        .filter(Fate.Ended.class::isInstance)
        .map(Fate.Ended.class::cast)
        .filter(ended -> ended.outcome() != Outcome.ABORTED);
  }

  private boolean isStalled() {
    if (seen.isDeleted() || isPaused()) {
      return false;
    }
    boolean refused =
        seen.relation() instanceof Resolved.Missing<?>(var reason, var message)
            && !Standing.isAwaited(reason);
    return standing.word() == Word.stalled
        || refused
        || Wishes.otherDomain(seen).isPresent()
        || !isUnderWay() && !seen.isShown() && failure().isPresent();
  }

  private void relationResolved(Conditions conditions) {
    switch (seen.relation()) {
      case Resolved.Found<?> found -> {
        var other = Wishes.otherDomain(seen);
        conditions.set(
            "RelationResolved",
            other.isEmpty() ? Conditions.Status.TRUE : Conditions.Status.FALSE,
            other.map(Seen.Problem::reason).orElse("Resolved"),
            other
                .map(Seen.Problem::message)
                .orElse("%s is there".formatted(seen.sink().getSpec().from().name())));
      }
      case Resolved.Missing<?>(var reason, var message) ->
          conditions.set("RelationResolved", Conditions.Status.FALSE, reason, message);
    }
  }

  private void workerAvailable(Conditions conditions) {
    switch (seen.worker()) {
      case Answer.Heard heard ->
          conditions.set(
              "WorkerAvailable",
              Conditions.Status.TRUE,
              "Answers",
              seen.pod().map(p -> "Pod %s answers".formatted(p.name())).orElse("It answers"));
      case Answer.Silent(var why) ->
          conditions.set(
              "WorkerAvailable",
              Conditions.Status.FALSE,
              seen.assignment().isEmpty() ? "NotStarted" : "NoAnswer",
              seen.pod().map(WorkerPod::describe).map(pod -> why + "; " + pod).orElse(why));
    }
  }

  private void awaitingPromotion(Conditions conditions) {
    boolean awaited = step.filter(Step.AwaitingPromotion::equals).isPresent();
    boolean another = awaited && isAnotherNamed(attempt.orElseThrow());
    conditions.set(
        "AwaitingPromotion",
        awaited ? Conditions.Status.TRUE : Conditions.Status.FALSE,
        awaited ? (another ? "AnotherIsNamed" : "NotYetPromoted") : "NothingToPromote",
        awaited ? CutoverReport.of(seen, attempt.orElseThrow()).message() : "");
  }

  private boolean isAnotherNamed(Attempt awaited) {
    var named = Wishes.promote(seen.sink().getSpec());
    return !named.isEmpty() && !named.equals(awaited.id().value());
  }

  private void cutoverComplete(Conditions conditions) {
    if (isUnderWay()) {
      conditions.set(
          "CutoverComplete",
          Conditions.Status.FALSE,
          step.orElseThrow().name(),
          CutoverReport.of(seen, attempt.get()).message());
    } else if (seen.isShown()) {
      conditions.set(
          "CutoverComplete",
          Conditions.Status.TRUE,
          "Completed",
          "%s flows".formatted(seen.sink().getSpec().from().name()));
    } else if (failure().isPresent()) {
      conditions.set(
          "CutoverComplete",
          Conditions.Status.FALSE,
          failure().get().outcome().word(),
          failure().get().message());
    } else {
      conditions.set(
          "CutoverComplete",
          Conditions.Status.UNKNOWN,
          "NotBegun",
          "What flows is not known, or not what spec.from names");
    }
  }
}
