package dev.headgate.cli.change;

import dev.headgate.api.v1alpha1.Sink;
import dev.headgate.api.v1alpha1.SinkSpec;
import dev.headgate.api.v1alpha1.SinkStatus;
import dev.headgate.api.v1alpha1.SinkStatus.Step;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** What a Sink says of its cutover, with all that may be absent named. */
public record Asked(Sink sink) {

  private static final Set<Step> OVER =
      EnumSet.of(Step.Completed, Step.TimedOut, Step.Aborted, Step.Failed);

  private static final Set<Step> PAST_RETURN = EnumSet.of(Step.CommitUnknown, Step.Verifying);

  public static boolean isOver(Step step) {
    return OVER.contains(step);
  }

  public String name() {
    return sink.getMetadata().getName();
  }

  /** The relation of {@code spec.from}. */
  public String from() {
    return sink.getSpec().from().name();
  }

  public Optional<SinkStatus> status() {
    return Optional.ofNullable(sink.getStatus());
  }

  /** The relation that flows, once one does. */
  public Optional<String> active() {
    return status().map(SinkStatus::activeRelation);
  }

  public Optional<SinkStatus.Cutover> cutover() {
    return status().map(SinkStatus::cutover);
  }

  /** The try that has not ended. */
  public Optional<SinkStatus.Cutover> underWay() {
    return cutover().filter(c -> !isOver(step(c)));
  }

  /** Whether it can only go forward from here. */
  public static boolean isPastReturn(SinkStatus.Cutover cutover) {
    return PAST_RETURN.contains(step(cutover));
  }

  public static Step step(SinkStatus.Cutover cutover) {
    return cutover.step() == null ? Step.Validating : Step.valueOf(cutover.step());
  }

  /** {@code spec.cutover.attempt}. */
  public int attempt() {
    return Optional.ofNullable(sink.getSpec().cutover()).map(SinkSpec.Cutover::attempt).orElse(0);
  }

  /** Higher than any that is known to have been tried. */
  int nextAttempt() {
    int tried = cutover().map(SinkStatus.Cutover::attempt).orElse(0);
    return Math.addExact(Math.max(attempt(), tried), 1);
  }

  public boolean isManual() {
    return Optional.ofNullable(sink.getSpec().cutover())
        .map(SinkSpec.Cutover::promotion)
        .filter(SinkSpec.Promotion.Manual.name()::equals)
        .isPresent();
  }

  public boolean isPaused() {
    return Boolean.TRUE.equals(sink.getSpec().paused());
  }
}
