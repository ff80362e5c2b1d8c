package dev.headgate.operator.event;

import dev.headgate.api.v1alpha1.SinkStatus;
import dev.headgate.api.v1alpha1.SinkStatus.Word;
import dev.headgate.operator.status.Repeats;
import dev.headgate.operator.status.SkipHint;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** What the step from one status of a Sink to the next comes to, for people. */
public final class SinkNotices {

  /** Reasons of Ready that the word or the cutover tells, or that are nothing to tell. */
  private static final Set<String> TOLD_OTHERWISE =
      Set.of(
          "Created",
          "WorkerStarting",
          "Starting",
          "Paused",
          "Releasing",
          "Released",
          "CuttingOver",
          "CandidateRefused",
          "AwaitingPromotion",
          "CutoverFailed");

  private final Optional<SinkStatus> before;
  private final SinkStatus after;
  private final List<Notice> notices = new ArrayList<>();

  private SinkNotices(Optional<SinkStatus> before, SinkStatus after) {
    this.before = before;
    this.after = after;
  }

  /**
   * What happened in between, in the order in which it is told.
   *
   * @param before null if the Sink has none
   */
  public static List<Notice> between(SinkStatus before, SinkStatus after) {
    return new SinkNotices(Optional.ofNullable(before), after).list();
  }

  /** That nothing of the Sink is left. */
  public static List<Notice> released() {
    return List.of(
        SinkReason.Released.notice("Slot and publication were given back", "", "released"));
  }

  private List<Notice> list() {
    if (after.status() != null) {
      word(Word.valueOf(after.status()));
    }
    notReady();
    rowsSkipped();
    notices.addAll(CutoverNotices.between(before, after));
    return List.copyOf(notices);
  }

  private void word(Word word) {
    var error = Optional.ofNullable(after.error());
    boolean changed = !Objects.equals(before.map(SinkStatus::status).orElse(null), after.status());
    boolean otherError = error.isPresent() && !lasting(error).equals(lasting(errorBefore()));
    if ((changed || otherError) && !isTriedAgain(word, error)) {
      notices.add(
          reason(word, error)
              .notice(message(word, error), lasting(error).orElse(""), lastChange()));
    }
  }

  /** That it tries again, and that it does so in vain. */
  private boolean isTriedAgain(Word word, Optional<String> error) {
    return switch (word) {
      case starting ->
          before
              .flatMap(SinkNotices::ready)
              .filter(r -> "Retrying".equals(r.getReason()))
              .isPresent();
      case stalled ->
          Repeats.isRetry(before.map(SinkStatus::statusHistory).orElse(List.of()), error);
      case created, running, paused, failed, dropped -> false;
    };
  }

  private Optional<String> errorBefore() {
    return before.map(SinkStatus::error);
  }

  private static Optional<String> lasting(Optional<String> text) {
    return text.map(Repeats::lasting);
  }

  /** Which change it is: no two follow the same one. */
  private String lastChange() {
    return before.map(SinkStatus::lastStatusChangeAt).orElse("none")
        + lasting(errorBefore()).orElse("");
  }

  private static SinkReason reason(Word word, Optional<String> error) {
    return switch (word) {
      case created -> error.isPresent() ? SinkReason.Waiting : SinkReason.Created;
      case starting -> SinkReason.Starting;
      case running -> SinkReason.Running;
      case paused -> SinkReason.Paused;
      case stalled -> SinkReason.Stalled;
      case failed -> SinkReason.Failed;
      case dropped -> SinkReason.Dropped;
    };
  }

  private String message(Word word, Optional<String> error) {
    return error.orElseGet(
        () ->
            switch (word) {
              case created -> "All that it names is there";
              case starting -> "Its worker is coming up";
              case running ->
                  "%s flows, as version %d".formatted(after.activeRelation(), after.version());
              case paused -> "Nothing flows until spec.paused is false";
              case stalled, failed -> "It does not move";
              case dropped -> "Giving back slot and publication";
            });
  }

  /** What keeps it from being Ready beside its word: what flows flows on, or the operator fails. */
  private void notReady() {
    var then = before.flatMap(SinkNotices::ready);
    ready(after)
        .filter(now -> "False".equals(now.getStatus()))
        .filter(now -> !TOLD_OTHERWISE.contains(now.getReason()))
        .filter(now -> !now.getMessage().equals(after.error()))
        .filter(
            now ->
                then.filter(t -> ConditionNotices.said(t).equals(ConditionNotices.said(now)))
                    .isEmpty())
        .ifPresent(now -> notices.add(notReady(then, now)));
  }

  private static Notice notReady(Optional<Condition> then, Condition now) {
    return SinkReason.NotReady.notice(
        now.getReason() + ": " + now.getMessage(),
        ConditionNotices.said(now),
        then.map(t -> t.getLastTransitionTime() + ConditionNotices.said(t)).orElse("none"));
  }

  private static Optional<Condition> ready(SinkStatus status) {
    return ConditionNotices.of("Ready", status.conditions());
  }

  private void rowsSkipped() {
    long now = rowsSkipped(after);
    long then = before.map(SinkNotices::rowsSkipped).orElse(0L);
    if (now > 0 && now != then) {
      // Fewer than before: the worker was started anew, and counts from zero.
      long times = now > then ? now - then : now;
      notices.add(
          SinkReason.RowSkipped.notice(
              SkipHint.in(after).orElseGet(() -> "%d rows were skipped".formatted(now)),
              "",
              "%d after %d".formatted(now, then),
              times));
    }
  }

  private static long rowsSkipped(SinkStatus status) {
    return status.statistics() == null || status.statistics().rowsSkipped() == null
        ? 0
        : status.statistics().rowsSkipped();
  }
}
