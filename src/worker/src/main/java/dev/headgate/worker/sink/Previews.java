package dev.headgate.worker.sink;

import dev.headgate.dataflow.plan.SinkPlan;
import dev.headgate.dataflow.preview.Preview;
import dev.headgate.dataflow.preview.SchemaDifference;
import dev.headgate.postgres.preview.KeyComparison;
import java.time.Clock;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Finds out what a cutover would come to. Alters nothing: not the source, not the registry, not the
 * topic.
 *
 * @param contents compares the relations' contents
 * @param schemas asks NEW's registry
 * @param clock says when
 * @param nanoTime measures how long
 */
record Previews(KeyComparison contents, Schemas schemas, Clock clock, LongSupplier nanoTime) {

  /**
   * What it would come to right now. Blocks; what cannot be found out is said in the answer,
   * nothing is thrown.
   *
   * @param from what is shown now
   * @param to what would be, with the same key
   */
  Preview preview(SinkPlan from, SinkPlan to) {
    var at = clock.instant();
    long began = nanoTime.getAsLong();
    var registry = schemas.verdicts(to);
    var keys = contents.compare(from, to);
    var took = Duration.ofNanos(nanoTime.getAsLong() - began);
    return new Preview(SchemaDifference.between(from, to), registry, keys, at, took);
  }
}
