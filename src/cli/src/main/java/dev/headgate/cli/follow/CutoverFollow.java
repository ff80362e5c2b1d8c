package dev.headgate.cli.follow;

import dev.headgate.api.v1alpha1.Sink;
import dev.headgate.api.v1alpha1.SinkStatus;
import dev.headgate.api.v1alpha1.SinkStatus.Step;
import dev.headgate.cli.change.Asked;
import dev.headgate.cli.view.Conditions;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import java.util.Optional;

/**
 * A cutover that somebody waits for. Immutable: each look gives what looks next.
 *
 * @param relation that is to flow
 * @param generation of the spec that asks for it
 * @param earlier id of the try that had ended before it was asked for
 * @param mustBegin whether a new try is needed also where the relation flows already
 * @param told the last line
 */
public record CutoverFollow(
    String relation,
    long generation,
    Optional<String> earlier,
    boolean mustBegin,
    Optional<String> told) {

  /**
   * Follows what was asked for by a change of the spec.
   *
   * @param before as it was right before the change
   * @param after as it was right after it
   */
  public static CutoverFollow of(Sink before, Sink after, boolean mustBegin) {
    return new CutoverFollow(
        new Asked(after).from(),
        after.getMetadata().getGeneration(),
        new Asked(before)
            .cutover()
            .filter(c -> Asked.isOver(Asked.step(c)))
            .map(SinkStatus.Cutover::id),
        mustBegin,
        Optional.empty());
  }

  public Look on(Sink sink) {
    var asked = new Asked(sink);
    if (!asked.from().equals(relation)) {
      return over(
          false,
          "From of sink %s names %s now: somebody has changed it"
              .formatted(asked.name(), asked.from()));
    }
    boolean seen =
        asked
            .status()
            .map(SinkStatus::observedGeneration)
            .filter(observed -> observed >= generation)
            .isPresent();
    if (!seen) {
      return new Look(List.of(), Optional.empty(), this);
    }
    var cutover = asked.cutover().filter(this::isMeant);
    if (cutover.isPresent()) {
      return on(cutover.get());
    }
    boolean flows = asked.active().filter(relation::equals).isPresent();
    if (flows && !mustBegin) {
      return over(true, relation + " flows");
    }
    return Conditions.find(sink, "Ready")
        .filter(ready -> !"True".equals(ready.getStatus()))
        .map(CutoverFollow::line)
        .map(line -> going(line))
        .orElseGet(() -> new Look(List.of(), Optional.empty(), this));
  }

  private boolean isMeant(SinkStatus.Cutover cutover) {
    return earlier.filter(id -> id.equals(cutover.id())).isEmpty()
        && (relation.equals(cutover.to()) || relation.equals(cutover.onTheWayTo()));
  }

  private Look on(SinkStatus.Cutover cutover) {
    var line = line(cutover);
    return switch (Asked.step(cutover)) {
      case Completed -> relation.equals(cutover.to()) ? over(true, line) : going(line);
      case TimedOut, Aborted, Failed -> over(false, line);
      case Validating,
          Preparing,
          CatchingUp,
          AwaitingPromotion,
          Comparing,
          CuttingOver,
          Repairing,
          CommitUnknown,
          Verifying ->
          going(line);
    };
  }

  private static String line(SinkStatus.Cutover cutover) {
    var step = cutover.step() == null ? Step.Validating.name() : cutover.step();
    return cutover.message() == null || cutover.message().isEmpty()
        ? step
        : step + ": " + cutover.message();
  }

  private static String line(Condition ready) {
    return "Not begun, %s: %s"
        .formatted(ready.getReason(), Optional.ofNullable(ready.getMessage()).orElse(""));
  }

  private Look going(String line) {
    return told.filter(line::equals).isPresent()
        ? new Look(List.of(), Optional.empty(), this)
        : new Look(List.of(line), Optional.empty(), having(line));
  }

  private Look over(boolean success, String line) {
    return new Look(List.of(line), Optional.of(success), having(line));
  }

  private CutoverFollow having(String line) {
    return new CutoverFollow(relation, generation, earlier, mustBegin, Optional.of(line));
  }
}
