package dev.headgate.operator.event;

import dev.headgate.api.v1alpha1.CutoverPreview;
import dev.headgate.api.v1alpha1.SinkStatus;
import dev.headgate.api.v1alpha1.SinkStatus.Cutover;
import dev.headgate.api.v1alpha1.SinkStatus.Step;
import dev.headgate.operator.status.Repeats;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** What the step from one {@code status.cutover} to the next comes to, for people. */
final class CutoverNotices {

  private final SinkStatus status;
  private final Cutover now;

  /** The same try before; empty if it begins. */
  private final Optional<Cutover> then;

  private final Optional<SinkStatus> before;
  private final List<Notice> notices = new ArrayList<>();

  private CutoverNotices(Optional<SinkStatus> before, SinkStatus status) {
    this.before = before;
    this.status = status;
    this.now = status.cutover();
    this.then = before.map(SinkStatus::cutover).filter(c -> c.id().equals(now.id()));
  }

  static List<Notice> between(Optional<SinkStatus> before, SinkStatus after) {
    return after.cutover() == null ? List.of() : new CutoverNotices(before, after).list();
  }

  private List<Notice> list() {
    if (then.isEmpty()) {
      add(SinkReason.CutoverStarted, started());
    }
    var step = Step.valueOf(now.step());
    if (!then.map(Cutover::step).orElse(Step.Validating.name()).equals(now.step())) {
      step(step);
    }
    refused(step);
    blocked(step);
    previewed();
    promotionRefused();
    return List.copyOf(notices);
  }

  /** Something that a try does once. */
  private void add(SinkReason reason, String message) {
    notices.add(reason.notice(message, now.id(), now.id()));
  }

  private String started() {
    return "Cutover %s: %s to %s%s%s"
        .formatted(
            now.id(),
            now.from(),
            now.to(),
            now.deadline() == null ? "" : ", until " + now.deadline(),
            now.changedBy() == null ? "" : "; spec.from was set by " + now.changedBy().manager());
  }

  private void step(Step step) {
    switch (step) {
      case Validating -> {} // told as the start, or gone back to
      case Preparing -> add(SinkReason.Preparing, said());
      case CatchingUp -> add(SinkReason.CatchingUp, said());
      case AwaitingPromotion ->
          add(
              SinkReason.AwaitingPromotion,
              "%s is prepared. To cut over, set spec.cutover.promote to %s"
                  .formatted(now.to(), now.id()));
      case Comparing -> add(SinkReason.Comparing, said());
      case Repairing -> add(SinkReason.Repairing, said());
      case CuttingOver -> add(SinkReason.CuttingOver, said());
      case CommitUnknown -> add(SinkReason.CommitUnknown, said());
      case Verifying -> add(SinkReason.Verifying, said());
      case Completed -> add(SinkReason.CutoverCompleted, completed());
      case TimedOut -> add(SinkReason.CutoverTimedOut, ended());
      case Aborted -> add(SinkReason.CutoverAborted, ended());
      case Failed -> add(SinkReason.CutoverFailed, ended());
    }
  }

  private String said() {
    return "Cutover %s: %s".formatted(now.id(), now.message());
  }

  private String completed() {
    return "Cutover %s: %s flows as version %d. The topic has all updates of %s before T = %s, then all of %s"
        .formatted(now.id(), now.to(), now.leaving() + 1, now.from(), now.timestamp(), now.to());
  }

  private String ended() {
    var problems =
        now.problems().stream()
            .filter(problem -> !now.message().contains(problem))
            .map(problem -> "\n" + problem)
            .collect(Collectors.joining());
    return "%s; %s flows on%s".formatted(said(), status.activeRelation(), problems);
  }

  private void refused(Step step) {
    var problems = Repeats.lasting(String.join("\n", now.problems()));
    boolean known =
        then.filter(c -> problems.equals(Repeats.lasting(String.join("\n", c.problems()))))
            .isPresent();
    if (step == Step.Validating && !now.problems().isEmpty() && !known) {
      notices.add(
          SinkReason.CandidateRefused.notice(
              String.join("\n", now.problems()), now.id(), problems));
    }
  }

  private void blocked(Step step) {
    var whom = whom(now);
    if (!whom.isEmpty() && !whom.equals(then.map(this::whom).orElse(""))) {
      var began =
          step == Step.Repairing
              ? "that must end before contents can be read"
              : "that began before %s was in the publication".formatted(now.to());
      notices.add(
          SinkReason.CutoverBlocked.notice(
              "Cutover %s waits for transactions %s: %s"
                  .formatted(now.id(), began, String.join("; ", now.blockers())),
              now.id(),
              whom));
    }
  }

  /** The transactions that are waited for, without for how long they have been open. */
  private String whom(Cutover cutover) {
    return Repeats.lasting(String.join("; ", cutover.blockers()));
  }

  private void previewed() {
    var preview = Optional.ofNullable(now.preview());
    var madeAt = preview.map(CutoverPreview::at);
    if (madeAt.isPresent() && !madeAt.equals(then.map(Cutover::preview).map(CutoverPreview::at))) {
      notices.add(
          SinkReason.PreviewMade.notice(told(preview.get()), now.id(), madeAt.orElseThrow()));
    }
  }

  private String told(CutoverPreview preview) {
    var keys = preview.keys();
    var contents =
        keys == null
            ? "contents were not compared: " + preview.problem()
            : "%s%d stale, %d missing and %d orphan keys of %d"
                .formatted(
                    keys.oneIn() == 1 ? "" : "about ",
                    keys.stale().count(),
                    keys.missing().count(),
                    keys.orphan().count(),
                    keys.compared());
    var subjects =
        preview.registry().stream()
            .map(subject -> "; %s: %s".formatted(subject.subject(), subject.verdict()))
            .collect(Collectors.joining());
    return "Cutover %s would come to: %s%s".formatted(now.id(), contents, subjects);
  }

  /** Another cutover is promoted than the one that waits. */
  private void promotionRefused() {
    boolean refused = isAnotherNamed(status);
    boolean known =
        before.filter(CutoverNotices::isAnotherNamed).isPresent()
            && then.filter(c -> c.message().equals(now.message())).isPresent();
    if (refused && !known) {
      notices.add(SinkReason.PromotionRefused.notice(now.message(), now.id(), now.message()));
    }
  }

  private static boolean isAnotherNamed(SinkStatus status) {
    return ConditionNotices.of("AwaitingPromotion", status.conditions())
        .filter(c -> "AnotherIsNamed".equals(c.getReason()))
        .isPresent();
  }
}
