package dev.headgate.cli.view;

import dev.headgate.api.v1alpha1.SinkSpec;
import dev.headgate.api.v1alpha1.SinkStatus;
import dev.headgate.api.v1alpha1.SinkStatus.Step;
import dev.headgate.cli.change.Asked;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The steps that a cutover of this spec goes through, and where it stands. */
record CutoverSteps(SinkSpec spec, SinkStatus.Cutover cutover) {

  /** The line of each step; of a try that ended without success only how it ended. */
  List<String> lines() {
    var now = Asked.step(cutover);
    if (Asked.isOver(now) && now != Step.Completed) {
      return List.of("✗ " + now);
    }
    var lines = new ArrayList<String>();
    var steps = steps(now);
    for (var step : steps) {
      int passed = Integer.compare(steps.indexOf(step), steps.indexOf(now));
      var mark = passed < 0 || now == Step.Completed ? "✔ " : passed == 0 ? "● " : "○ ";
      lines.add(mark + step);
    }
    return lines;
  }

  /** Those that every cutover has, that the spec asks for, or that it is in. */
  private List<Step> steps(Step now) {
    var asked = Optional.ofNullable(spec.cutover());
    boolean manual =
        asked.filter(c -> SinkSpec.Promotion.Manual.name().equals(c.promotion())).isPresent();
    boolean limits =
        asked
            .filter(
                c ->
                    Stream.of(c.maxStaleKeys(), c.maxMissingKeys(), c.maxOrphanKeys())
                        .anyMatch(limit -> limit != null))
            .isPresent();
    boolean repairs =
        asked
            .filter(c -> c.mode() != null && !c.mode().equals(SinkSpec.Mode.Forward.name()))
            .isPresent();
    return Stream.of(Step.values())
        .filter(
            step ->
                switch (step) {
                  case Validating, Preparing, CatchingUp, CuttingOver, Verifying, Completed -> true;
                  case AwaitingPromotion -> manual || step == now;
                  case Comparing -> limits || step == now;
                  case Repairing -> repairs || step == now;
                  case CommitUnknown -> step == now;
                  case TimedOut, Aborted, Failed -> false;
                })
        .toList();
  }
}
