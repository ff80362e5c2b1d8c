package dev.headgate.control;

import dev.headgate.dataflow.cutover.Candidate;
import dev.headgate.dataflow.cutover.CutoverStep;
import dev.headgate.dataflow.cutover.Desired;
import dev.headgate.dataflow.cutover.Grant;
import dev.headgate.dataflow.cutover.Mode;
import dev.headgate.dataflow.cutover.Observed;
import dev.headgate.dataflow.cutover.Observed.Activity;
import dev.headgate.dataflow.cutover.Observed.Cutover;
import dev.headgate.dataflow.cutover.Observed.Skipped;
import dev.headgate.dataflow.cutover.Observed.Statistics;
import dev.headgate.dataflow.cutover.Run;
import dev.headgate.dataflow.cutover.SchemaCheck;
import dev.headgate.dataflow.cutover.Terms;
import dev.headgate.dataflow.preview.KeyLimits;
import dev.headgate.dataflow.sink.Connections;
import dev.headgate.dataflow.sink.Connections.Credentials;
import dev.headgate.dataflow.sink.Connections.Kafka;
import dev.headgate.dataflow.sink.Connections.Postgres;
import dev.headgate.dataflow.sink.Connections.SchemaRegistry;
import dev.headgate.dataflow.sink.Definition;
import dev.headgate.dataflow.sink.OnValueError;
import dev.headgate.dataflow.sink.SinkId;
import dev.headgate.dataflow.sink.SinkSpec;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Provide;
import net.jqwik.api.domains.DomainContextBase;

/** Random messages of every kind. */
final class RandomMessages extends DomainContextBase {

  @Provide
  Arbitrary<Assignment> assignments() {
    var sink = RandomValues.text().filter(id -> !id.isBlank()).map(SinkId::new);
    return Combinators.combine(sink, desired()).as(Assignment::new);
  }

  @Provide
  Arbitrary<Desired> desired() {
    return Combinators.combine(
            RandomValues.count(),
            RandomValues.text(),
            Arbitraries.of(Run.class),
            RandomValues.either(),
            definition(),
            candidate().optional(),
            RandomValues.number(),
            RandomValues.oid().set().ofMaxSize(3))
        .as(Desired::new);
  }

  @Provide
  Arbitrary<Observed> observed() {
    return Combinators.combine(
            RandomValues.text(),
            RandomValues.count(),
            Arbitraries.of(Activity.class),
            RandomProgress.records().optional(),
            RandomValues.timestamp().optional(),
            cutover().optional(),
            statistics(),
            RandomValues.text().optional())
        .as(Observed::new);
  }

  private static Arbitrary<Candidate> candidate() {
    return Combinators.combine(
            definition(),
            RandomValues.cutoverId(),
            RandomValues.number(),
            RandomValues.instant().optional(),
            terms(),
            Arbitraries.of(Grant.class).optional())
        .as(Candidate::new);
  }

  private static Arbitrary<Terms> terms() {
    var limit =
        RandomValues.count()
            .optional()
            .map(n -> n.map(OptionalLong::of).orElse(OptionalLong.empty()));
    return Combinators.combine(
            Arbitraries.of(Mode.class),
            Arbitraries.of(SchemaCheck.class),
            Combinators.combine(limit, limit, limit).as(KeyLimits::new),
            RandomValues.number())
        .as(Terms::new);
  }

  private static Arbitrary<Definition> definition() {
    return Combinators.combine(
            RandomValues.version(), RandomValues.relation(), spec(), connections())
        .as(Definition::new);
  }

  private static Arbitrary<OnValueError> onValueError() {
    return Arbitraries.oneOf(
        Arbitraries.just(new OnValueError.Stall()),
        RandomValues.text().map(OnValueError.SkipAndRecord::new));
  }

  private static Arbitrary<SinkSpec> spec() {
    var key = RandomValues.text().list().ofMinSize(1).ofMaxSize(3);
    return Combinators.combine(
            RandomValues.text(),
            optionalCount(),
            optionalCount(),
            RandomValues.textsByName(),
            key,
            RandomValues.either(),
            onValueError())
        .as(SinkSpec::new);
  }

  private static Arbitrary<OptionalInt> optionalCount() {
    return Arbitraries.integers().greaterOrEqual(1).optional().map(RandomMessages::optionalInt);
  }

  private static OptionalInt optionalInt(Optional<Integer> number) {
    return number.map(OptionalInt::of).orElse(OptionalInt.empty());
  }

  private static Arbitrary<Connections> connections() {
    var kafka =
        Combinators.combine(
                RandomValues.text(),
                RandomValues.textsByName(),
                RandomValues.text(),
                RandomValues.text(),
                RandomValues.either())
            .as(Kafka::new);
    var registry =
        Combinators.combine(RandomValues.text(), credentials().optional()).as(SchemaRegistry::new);
    var postgres =
        Combinators.combine(
                RandomValues.text(),
                Arbitraries.integers().between(1, 65_535),
                RandomValues.text(),
                credentials())
            .as(Postgres::new);
    return Combinators.combine(kafka, registry, postgres).as(Connections::new);
  }

  private static Arbitrary<Credentials> credentials() {
    return Combinators.combine(RandomValues.text(), RandomValues.text()).as(Credentials::new);
  }

  private static Arbitrary<Cutover> cutover() {
    var texts = RandomValues.text().list().ofMaxSize(3);
    return Combinators.combine(
            RandomValues.cutoverId(),
            Arbitraries.of(CutoverStep.class),
            Arbitraries.of(Grant.class).optional(),
            RandomValues.timestamp().optional(),
            RandomValues.timestamp().optional(),
            texts,
            texts,
            RandomPreviews.previews().optional())
        .as(Cutover::new);
  }

  private static Arbitrary<Statistics> statistics() {
    var count = RandomValues.count();
    var skipped = Combinators.combine(count, RandomValues.text().optional()).as(Skipped::new);
    return Combinators.combine(count, count, count, count, skipped).as(Statistics::new);
  }
}
