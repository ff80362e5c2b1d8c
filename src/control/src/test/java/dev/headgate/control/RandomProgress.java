package dev.headgate.control;

import dev.headgate.dataflow.progress.DroppedRecord;
import dev.headgate.dataflow.progress.LiveRecord;
import dev.headgate.dataflow.progress.LiveRecord.CutoverRef;
import dev.headgate.dataflow.progress.LiveRecord.EndedAttempt;
import dev.headgate.dataflow.progress.LiveRecord.Outcome;
import dev.headgate.dataflow.progress.LiveRecord.TopicIdentity;
import dev.headgate.dataflow.progress.LiveRecord.Upstream;
import dev.headgate.dataflow.progress.LiveRecord.VersionEntry;
import dev.headgate.dataflow.progress.LiveRecord.Writer;
import dev.headgate.dataflow.progress.ProgressRecord;
import dev.headgate.dataflow.time.Domain;
import dev.headgate.dataflow.time.Frontier;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Random progress records, as far as it takes to see them carried along. */
final class RandomProgress {

  private RandomProgress() {}

  static Arbitrary<ProgressRecord> records() {
    return Arbitraries.oneOf(live(), dropped());
  }

  private static Arbitrary<ProgressRecord> dropped() {
    return Combinators.combine(RandomValues.version(), RandomValues.text(), upstream().optional())
        .as(DroppedRecord::new);
  }

  private static Arbitrary<ProgressRecord> live() {
    var cutover =
        Combinators.combine(RandomValues.text(), RandomValues.number(), RandomValues.relation())
            .as(CutoverRef::new)
            .optional();
    var ended =
        Combinators.combine(RandomValues.text(), Arbitraries.of(Outcome.class), RandomValues.text())
            .as(EndedAttempt::new)
            .optional();
    return Combinators.combine(
            RandomValues.timestamp(),
            RandomValues.version(),
            RandomValues.relation(),
            upstream(),
            writer(),
            cutover,
            ended,
            entry().list().ofMaxSize(3))
        .as(
            (frontier, version, relation, upstream, writer, led, over, history) ->
                new LiveRecord(
                    Frontier.at(frontier),
                    version,
                    relation,
                    upstream,
                    new TreeMap<>(Map.of(relation.oid(), frontier)),
                    writer,
                    led,
                    version.number() - 1,
                    over,
                    new TopicIdentity("cluster", "topic", version.number()),
                    led.isEmpty(),
                    history));
  }

  private static Arbitrary<Upstream> upstream() {
    var domain =
        Combinators.combine(RandomValues.timestamp().map(t -> t.toString()), RandomValues.oid())
            .as(Domain::new);
    return Combinators.combine(
            domain, RandomValues.number(), RandomValues.text(), RandomValues.text())
        .as(Upstream::new);
  }

  private static Arbitrary<Writer> writer() {
    return Combinators.combine(RandomValues.text(), RandomValues.text(), RandomValues.count())
        .as(Writer::new);
  }

  private static Arbitrary<VersionEntry> entry() {
    return Combinators.combine(
            RandomValues.version(),
            RandomValues.text(),
            RandomValues.timestamp(),
            RandomValues.count().list().ofMaxSize(3))
        .as(VersionEntry::new);
  }
}
