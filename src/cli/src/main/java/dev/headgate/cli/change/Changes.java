package dev.headgate.cli.change;

import dev.headgate.api.v1alpha1.Sink;
import dev.headgate.api.v1alpha1.SinkSpec;
import dev.headgate.api.v1alpha1.SinkStatus;
import java.util.Map;
import java.util.Optional;

/** One function a verb: from the Sink as it is to the fields that are to be written. */
public final class Changes {

  private Changes() {}

  /**
   * Lets another relation flow.
   *
   * @param retry begin a new try also where {@code spec.from} names the relation already
   */
  public static Change setFrom(Sink sink, String relation, boolean retry) {
    var asked = new Asked(sink);
    if (!asked.from().equals(relation)) {
      return new Change(from(relation), "set from %s to %s".formatted(asked.from(), relation));
    }
    var failed =
        asked
            .cutover()
            .filter(c -> Asked.isOver(Asked.step(c)) && relation.equals(c.to()))
            .filter(c -> !asked.active().equals(Optional.of(relation)));
    if (retry && failed.isPresent()) {
      return attempt(asked.nextAttempt(), "to try %s again".formatted(relation));
    }
    if (retry) {
      throw new Refusal(
          ("Sink %s has no ended cutover to %s that could be tried again: %s."
                  + "\n  Leave --retry out.")
              .formatted(
                  asked.name(),
                  relation,
                  asked
                      .underWay()
                      .map(c -> "one is under way (%s)".formatted(c.step()))
                      .orElse("%s flows".formatted(asked.active().orElse("nothing")))));
    }
    return Change.nothing(
        failed
            .map(
                c ->
                    "has from %s already, but the last try ended as %s: add --retry to try again"
                        .formatted(relation, c.step()))
            .orElse("has from %s already".formatted(relation)));
  }

  /**
   * Lets a prepared cutover go on.
   *
   * @param id which one, where it is not the one that the status shows
   */
  public static Change promote(Sink sink, Optional<String> id) {
    var asked = new Asked(sink);
    if (!asked.isManual()) {
      throw new Refusal(
          ("Sink %s has spec.cutover.promotion: Automatic, so its cutovers go on by themselves."
                  + "\n  Set it to Manual before you edit from, to be asked.")
              .formatted(asked.name()));
    }
    if (id.isPresent()) {
      return promoted(id.get());
    }
    var cutover =
        asked
            .underWay()
            .orElseThrow(
                () ->
                    new Refusal(
                        "Sink %s has no cutover under way that could be promoted%s."
                            .formatted(
                                asked.name(),
                                asked
                                    .cutover()
                                    .map(
                                        c ->
                                            ": the last one, %s, is %s".formatted(c.id(), c.step()))
                                    .orElse(""))));
    if (Asked.isPastReturn(cutover)) {
      return Change.nothing("is past the point of no return already: " + cutover.step());
    }
    return promoted(cutover.id());
  }

  private static Change promoted(String id) {
    return new Change(Map.of("cutover", Map.of("promote", id)), "promoted cutover " + id);
  }

  /** Puts the spec back to what flows, so that the cutover under way is given up. */
  public static Change abort(Sink sink) {
    var asked = new Asked(sink);
    var underWay = asked.underWay();
    if (underWay.filter(Asked::isPastReturn).isPresent()) {
      var cutover = underWay.get();
      throw new Refusal(
          ("Cutover %s of Sink %s is past the point of no return (%s), it only goes forward."
                  + "\n  To go back once it is over: kubectl headgate alter sink %s set from %s")
              .formatted(cutover.id(), asked.name(), cutover.step(), asked.name(), cutover.from()));
    }
    if (underWay.filter(c -> isRefresh(c, asked)).isPresent()) {
      return refreshWithdrawn(underWay.get());
    }
    var back = asked.active().filter(active -> !active.equals(asked.from()));
    if (back.isEmpty()) {
      throw new Refusal(
          "Sink %s has no cutover to give up: %s."
              .formatted(
                  asked.name(),
                  asked
                      .active()
                      .map(a -> "from names %s, which flows".formatted(a))
                      .orElse("nothing flows yet")));
    }
    return new Change(
        from(back.get()),
        "put from back to %s%s"
            .formatted(
                back.get(),
                underWay
                    .map(c -> ", to give up cutover %s (%s)".formatted(c.id(), c.step()))
                    .orElse("")));
  }

  private static boolean isRefresh(SinkStatus.Cutover cutover, Asked asked) {
    return asked.from().equals(cutover.to()) && asked.from().equals(cutover.from());
  }

  /** Only another attempt withdraws it, and only another mode keeps it from beginning again. */
  private static Change refreshWithdrawn(SinkStatus.Cutover cutover) {
    int before = Math.max(0, Optional.ofNullable(cutover.attempt()).orElse(0) - 1);
    return new Change(
        Map.of("cutover", Map.of("attempt", before, "mode", SinkSpec.Mode.Forward.name())),
        "set cutover.attempt to %d and cutover.mode to Forward, to give up cutover %s (%s)"
            .formatted(before, cutover.id(), cutover.step()));
  }

  public static Change pause(Sink sink) {
    return paused(sink, true, "paused");
  }

  public static Change resume(Sink sink) {
    return paused(sink, false, "resumed");
  }

  private static Change paused(Sink sink, boolean wanted, String says) {
    return new Asked(sink).isPaused() == wanted
        ? Change.nothing(wanted ? "is paused already" : "is not paused")
        : new Change(Map.of("paused", wanted), says);
  }

  /** Replaces the worker's pod by one as the operator makes them now. */
  public static Change restart(Sink sink) {
    int rollout =
        Optional.ofNullable(sink.getSpec().worker()).map(SinkSpec.Worker::rollout).orElse(0);
    int next = Math.addExact(rollout, 1);
    return new Change(
        Map.of("worker", Map.of("rollout", next)),
        "set worker.rollout to %d, to replace its worker".formatted(next));
  }

  /** Writes all of what flows, or is to flow, once more. */
  public static Change refresh(Sink sink) {
    var asked = new Asked(sink);
    asked
        .underWay()
        .ifPresent(
            c -> {
              throw new Refusal(
                  ("Sink %s has a cutover under way: %s to %s (%s)."
                          + "\n  Wait for it, or give it up: kubectl headgate abort sink %s")
                      .formatted(asked.name(), c.id(), c.to(), c.step(), asked.name()));
            });
    int attempt = asked.nextAttempt();
    return new Change(
        Map.of("cutover", Map.of("attempt", attempt, "mode", SinkSpec.Mode.Refresh.name())),
        "set cutover.attempt to %d and cutover.mode to Refresh, to write all of %s"
            .formatted(attempt, asked.from()));
  }

  private static Change attempt(int attempt, String why) {
    return new Change(
        Map.of("cutover", Map.of("attempt", attempt)),
        "set cutover.attempt to %d, %s".formatted(attempt, why));
  }

  private static Map<String, Object> from(String relation) {
    return Map.of("from", Map.of("name", relation));
  }
}
