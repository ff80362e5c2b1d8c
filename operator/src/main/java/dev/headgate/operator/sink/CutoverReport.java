package dev.headgate.operator.sink;

import dev.headgate.api.v1alpha1.SinkStatus;
import dev.headgate.api.v1alpha1.SinkStatus.ChangedBy;
import dev.headgate.api.v1alpha1.SinkStatus.Step;
import dev.headgate.dataflow.cutover.Attempt;
import dev.headgate.dataflow.cutover.Attempt.Fate;
import dev.headgate.dataflow.cutover.CutoverStep;
import dev.headgate.dataflow.cutover.Observed;
import dev.headgate.dataflow.preview.KeyDifference.Counted;
import dev.headgate.dataflow.time.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** {@code status.cutover}: the operator's memory of the try, and what the worker says of it. */
final class CutoverReport {

  private final Seen seen;
  private final Attempt attempt;
  private final Optional<Observed.Cutover> observed;
  private final Optional<SinkStatus.Cutover> before;

  private CutoverReport(Seen seen, Attempt attempt) {
    this.seen = seen;
    this.attempt = attempt;
    this.observed =
        seen.observed().flatMap(Observed::cutover).filter(c -> c.id().equals(attempt.id()));
    this.before =
        Optional.ofNullable(seen.sink().getStatus())
            .map(SinkStatus::cutover)
            .filter(c -> attempt.id().value().equals(c.id()));
  }

  static SinkStatus.Cutover of(Seen seen, Attempt attempt) {
    return new CutoverReport(seen, attempt).report();
  }

  private SinkStatus.Cutover report() {
    return new SinkStatus.Cutover(
        attempt.id().value(),
        attempt.attempt(),
        from(),
        attempt.to().name(),
        step().name(),
        observed
            .flatMap(Observed.Cutover::since)
            .map(Timestamp::toLsn)
            .or(() -> before.map(SinkStatus.Cutover::since))
            .orElse(null),
        timestamp().orElse(null),
        attempt.startedAt().toString(),
        attempt.deadline().map(Instant::toString).orElse(null),
        attempt.awaiting().map(Instant::toString).orElse(null),
        completedAt().orElse(null),
        rollbackUntil().orElse(null),
        observed.map(Observed.Cutover::blockers).orElse(List.of()),
        problems(),
        message(),
        attempt.leaving().number(),
        attempt.ordinal(),
        Attempts.pinned(attempt.to()),
        attempt.fate() instanceof Fate.Withdrawn ? true : null,
        attempt.onTheWayTo().orElse(null),
        observed
            .flatMap(Observed.Cutover::preview)
            .map(PreviewReport::of)
            .or(() -> before.map(SinkStatus.Cutover::preview))
            .orElse(null),
        changedBy().orElse(null));
  }

  /** As it was when the try began: whoever writes the Sink later did not ask for it. */
  private Optional<ChangedBy> changedBy() {
    return before.isPresent()
        ? before.map(SinkStatus.Cutover::changedBy)
        : Editors.ofFrom(seen.sink());
  }

  private String from() {
    return before
        .map(SinkStatus.Cutover::from)
        .or(
            () ->
                seen.live()
                    .map(
                        r ->
                            r.version().equals(attempt.leaving())
                                ? r.relation().name()
                                : r.cutover().map(c -> c.from().name()).orElse(null)))
        .orElse(null);
  }

  private Step step() {
    return Attempts.finalStep(attempt.fate())
        .or(this::passed)
        .or(() -> observed.map(c -> step(c.step())))
        .or(() -> before.map(c -> Step.valueOf(c.step())))
        .orElse(Step.Validating);
  }

  /** Once the record shows the version that it leads to, there is one step left. */
  private Optional<Step> passed() {
    return seen.live()
        .filter(r -> r.version().compareTo(attempt.leaving()) > 0)
        .map(r -> Step.Verifying);
  }

  private Step step(CutoverStep worker) {
    return switch (worker) {
      case VALIDATING -> Step.Validating;
      case PREPARING -> Step.Preparing;
      case CATCHING_UP -> Step.CatchingUp;
      case AWAITING_PROMOTION -> Step.AwaitingPromotion;
      case COMPARING -> Step.Comparing;
      case CUTTING_OVER -> Step.CuttingOver;
      case REPAIRING -> Step.Repairing;
      case COMMIT_UNKNOWN -> Step.CommitUnknown;
      case VERIFYING -> Step.Verifying;
      // How it ended is shown once that is in the record.
      case ENDING -> before.map(c -> Step.valueOf(c.step())).orElse(Step.Validating);
    };
  }

  private Optional<String> timestamp() {
    if (attempt.fate() instanceof Fate.Completed(var at, var when)) {
      return Optional.of(at.toLsn());
    }
    if (attempt.fate() instanceof Fate.Ended) {
      return Optional.empty();
    }
    return observed
        .flatMap(Observed.Cutover::timestamp)
        .map(Timestamp::toLsn)
        .or(() -> before.map(SinkStatus.Cutover::timestamp));
  }

  private Optional<String> rollbackUntil() {
    var window = Wishes.rollbackWindow(seen.sink().getSpec());
    return attempt.fate() instanceof Fate.Completed(var at, var when) && window.isPositive()
        ? Optional.of(when.plus(window).toString())
        : Optional.empty();
  }

  private Optional<String> completedAt() {
    if (attempt.fate() instanceof Fate.Completed(var at, var when)) {
      return Optional.of(when.toString());
    }
    return Attempts.finalStep(attempt.fate())
        .map(
            over ->
                before.map(SinkStatus.Cutover::completedAt).orElseGet(() -> seen.now().toString()));
  }

  /** Of a try that failed, the last that were found stay on show. */
  private List<String> problems() {
    return observed
        .map(Observed.Cutover::problems)
        .or(() -> before.map(SinkStatus.Cutover::problems))
        .filter(some -> !(attempt.fate() instanceof Fate.Completed))
        .orElse(List.of());
  }

  private String message() {
    return switch (attempt.fate()) {
      case Fate.Ended(var outcome, var why) -> why;
      case Fate.Completed(var at, var when) ->
          "%s flows from %s on".formatted(attempt.to().name(), at.toLsn());
      case Fate.Withdrawn() -> "Withdrawn; the worker is ending it";
      case Fate.UnderWay() -> detour() + underWay();
    };
  }

  private String detour() {
    return attempt
        .onTheWayTo()
        .map(
            third ->
                "Back to %s first, on the way to %s, for what flows has written nothing. "
                    .formatted(attempt.to().name(), third))
        .orElse("");
  }

  private String awaitingPromotion() {
    var id = attempt.id().value();
    var named = Wishes.promote(seen.sink().getSpec());
    return named.isEmpty() || named.equals(id)
        ? "Prepared. To cut over, set spec.cutover.promote to %s%s".formatted(id, counts())
        : "spec.cutover.promote names %s, which is not this cutover. To cut over, set it to %s"
            .formatted(named, id);
  }

  private String counts() {
    return observed
        .flatMap(Observed.Cutover::preview)
        .map(preview -> preview.keys() instanceof Counted counted ? ". " + counts(counted) : "")
        .orElse("");
  }

  private static String counts(Counted counted) {
    return "%s%d stale, %d missing and %d orphan keys of %d"
        .formatted(
            counted.isExact() ? "" : "About ",
            counted.stale().count(),
            counted.missing().count(),
            counted.orphan().count(),
            counted.compared());
  }

  private String underWay() {
    return switch (step()) {
      case Validating ->
          problems().isEmpty()
              ? "Checking %s".formatted(attempt.to().name())
              : String.join("\n", problems());
      case Preparing ->
          blocked().orElseGet(() -> "Bringing %s into the source".formatted(attempt.to().name()));
      case CatchingUp -> "Waiting until the sink has caught up";
      case AwaitingPromotion -> awaitingPromotion();
      case Comparing -> "Comparing contents, because spec.cutover has limits";
      case Repairing ->
          blocked()
              .orElseGet(
                  () -> "Preparing what the topic lacks of %s".formatted(attempt.to().name()));
      case CuttingOver, CommitUnknown -> "Committing the cutover";
      case Verifying -> "Waiting for the first commit of %s".formatted(attempt.to().name());
      case Completed, TimedOut, Aborted, Failed -> "";
    };
  }

  private Optional<String> blocked() {
    int blockers = observed.map(c -> c.blockers().size()).orElse(0);
    return blockers == 0
        ? Optional.empty()
        : Optional.of(
            "Waiting for %d open %s"
                .formatted(blockers, blockers == 1 ? "transaction" : "transactions"));
  }
}
