package dev.headgate.operator.worker;

import dev.headgate.dataflow.cutover.Observed;
import dev.headgate.dataflow.cutover.Observed.Statistics;
import dev.headgate.dataflow.progress.LiveRecord;
import dev.headgate.dataflow.progress.ProgressRecord;
import dev.headgate.dataflow.time.Frontier;
import java.util.Optional;

/**
 * What matters of an observation at once: all of it but what moves with the data. Two that are
 * equal need no new decision.
 */
final class Turn {

  private Turn() {}

  static Observed of(Observed observed) {
    return new Observed(
        observed.incarnation(),
        observed.acknowledgedGeneration(),
        observed.activity(),
        observed.record().map(Turn::withoutFrontier),
        Optional.empty(),
        observed.cutover(),
        Statistics.NONE,
        observed.error());
  }

  private static ProgressRecord withoutFrontier(ProgressRecord progress) {
    return progress instanceof LiveRecord live ? live.withFrontier(Frontier.START) : progress;
  }
}
