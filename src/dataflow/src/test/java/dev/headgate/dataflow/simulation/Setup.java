package dev.headgate.dataflow.simulation;

import dev.headgate.dataflow.cutover.Given;
import dev.headgate.dataflow.cutover.Mode;
import dev.headgate.dataflow.cutover.SchemaCheck;
import dev.headgate.dataflow.cutover.Terms;
import dev.headgate.dataflow.preview.KeyLimits;
import dev.headgate.dataflow.relation.Relation;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * What does not change in a history.
 *
 * @param from what is to flow at first
 * @param manual whether a person promotes
 * @param haste how many things an application does between two ends of transactions, about
 */
record Setup(
    Relation from,
    boolean snapshot,
    Optional<Duration> timeout,
    boolean manual,
    Terms terms,
    Duration rollbackWindow,
    int haste) {

  static Setup any(Random random) {
    return new Setup(
        World.anyRelation(random),
        random.nextBoolean(),
        random.nextInt(4) == 0 ? Optional.empty() : Optional.of(Duration.ofSeconds(20)),
        random.nextInt(4) == 0,
        new Terms(
            List.of(Mode.FORWARD, Mode.FORWARD, Mode.RECONCILE, Mode.REFRESH)
                .get(random.nextInt(4)),
            random.nextInt(3) == 0 ? SchemaCheck.AFTER_CUTOVER : SchemaCheck.BEFORE_CUTOVER,
            random.nextInt(3) == 0 ? Given.NO_STALE_KEY : KeyLimits.NONE,
            0),
        random.nextInt(3) == 0 ? Duration.ofSeconds(40) : Duration.ZERO,
        random.nextInt(3) == 0 ? 30 : 6);
  }
}
