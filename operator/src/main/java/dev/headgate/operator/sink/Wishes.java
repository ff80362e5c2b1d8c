package dev.headgate.operator.sink;

import dev.headgate.api.v1alpha1.SinkSpec;
import dev.headgate.dataflow.cutover.CutoverPolicy;
import dev.headgate.dataflow.cutover.Desired;
import dev.headgate.dataflow.cutover.Mode;
import dev.headgate.dataflow.cutover.Promotion;
import dev.headgate.dataflow.cutover.Run;
import dev.headgate.dataflow.cutover.SchemaCheck;
import dev.headgate.dataflow.cutover.Terms;
import dev.headgate.dataflow.cutover.Wanted;
import dev.headgate.dataflow.preview.KeyLimits;
import dev.headgate.dataflow.sink.Connections;
import dev.headgate.dataflow.sink.OnValueError;
import dev.headgate.operator.relation.ResolvedRelation;
import dev.headgate.operator.status.Resolved;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** What a Sink resource asks for, in the words of {@code dataflow}. */
final class Wishes {

  /** The defaults of the definition, for an object that was stored before it had them. */
  private static final String DEFAULT_TIMEOUT = "10m";

  private Wishes() {}

  /**
   * What is wanted; empty while nobody knows how the sink's systems are reached, so that nothing
   * can be said to a worker.
   */
  static Optional<Wanted> of(Seen seen) {
    return connections(seen).map(connections -> wanted(seen, connections));
  }

  private static Wanted wanted(Seen seen, Connections connections) {
    var spec = seen.sink().getSpec();
    return new Wanted(
        seen.id(),
        seen.sink().getMetadata().getUid(),
        run(seen),
        spec.from().name(),
        from(seen),
        spec(spec),
        connections,
        new CutoverPolicy(
            attempt(spec),
            timeout(spec),
            promotion(spec),
            new Terms(mode(spec), schemaCheck(spec), limits(spec), preview(spec)),
            rollbackWindow(spec)));
  }

  private static Run run(Seen seen) {
    if (seen.isDeleted()) {
      return Run.RELEASED;
    }
    return seen.isPaused() ? Run.PAUSED : Run.RUNNING;
  }

  /**
   * How the active relation is reached: as its resources say, else as before. Only where nothing
   * was ever assigned it is what {@code spec.from} says: on a cluster that is filled again, most
   * likely the same.
   */
  private static Optional<Connections> connections(Seen seen) {
    return Stream.of(
            seen.active(),
            seen.assigned().map(Desired::active).map(active -> active.connections()),
            seen.from().toOptional())
        .flatMap(Optional::stream)
        .findFirst();
  }

  private static Optional<Wanted.From> from(Seen seen) {
    if (otherDomain(seen).isPresent()) {
      return Optional.empty();
    }
    return seen.relation()
        .toOptional()
        .flatMap(
            resolved -> seen.from().toOptional().map(c -> new Wanted.From(resolved.relation(), c)));
  }

  /**
   * Why the relation of {@code spec.from} cannot follow the active one: its timestamps do not
   * compare. Nothing is begun then, as the try could only fail.
   */
  static Optional<Seen.Problem> otherDomain(Seen seen) {
    if (!(seen.relation() instanceof Resolved.Found<ResolvedRelation>(var found))) {
      return Optional.empty();
    }
    return seen.live()
        .filter(record -> !record.upstream().domain().equals(found.domain()))
        .map(
            record ->
                new Seen.Problem(
                    "OtherDatabase",
                    ("Relation %s cannot replace %s: they are in different databases, %s and %s,"
                            + " whose timestamps cannot be compared.\n"
                            + "  Create a new Sink with a topic of its own, or bring the table into"
                            + " the first database.")
                        .formatted(
                            found.relation().name(),
                            record.relation().name(),
                            record.upstream().domain(),
                            found.domain())));
  }

  static int attempt(SinkSpec spec) {
    return spec.cutover() == null || spec.cutover().attempt() == null
        ? 0
        : spec.cutover().attempt();
  }

  private static Promotion promotion(SinkSpec spec) {
    return spec.cutover() != null
            && SinkSpec.Promotion.Manual.name().equals(spec.cutover().promotion())
        ? new Promotion.Manual(promote(spec))
        : new Promotion.Automatic();
  }

  private static SchemaCheck schemaCheck(SinkSpec spec) {
    return spec.cutover() != null
            && SinkSpec.SchemaCheck.AfterCutover.name().equals(spec.cutover().schemaCheck())
        ? SchemaCheck.AFTER_CUTOVER
        : SchemaCheck.BEFORE_CUTOVER;
  }

  private static Mode mode(SinkSpec spec) {
    return Optional.ofNullable(spec.cutover())
        .map(SinkSpec.Cutover::mode)
        .map(
            word ->
                switch (SinkSpec.Mode.valueOf(word)) {
                  case Forward -> Mode.FORWARD;
                  case Reconcile -> Mode.RECONCILE;
                  case Refresh -> Mode.REFRESH;
                })
        .orElse(Mode.FORWARD);
  }

  private static KeyLimits limits(SinkSpec spec) {
    var cutover = Optional.ofNullable(spec.cutover());
    return new KeyLimits(
        limit(cutover.map(SinkSpec.Cutover::maxStaleKeys)),
        limit(cutover.map(SinkSpec.Cutover::maxMissingKeys)),
        limit(cutover.map(SinkSpec.Cutover::maxOrphanKeys)));
  }

  private static OptionalLong limit(Optional<Long> limit) {
    return limit.map(OptionalLong::of).orElse(OptionalLong.empty());
  }

  private static int preview(SinkSpec spec) {
    return spec.cutover() == null || spec.cutover().preview() == null
        ? 0
        : spec.cutover().preview();
  }

  /** What {@code spec.cutover.promote} names; empty for nothing. */
  static String promote(SinkSpec spec) {
    return spec.cutover() == null || spec.cutover().promote() == null
        ? ""
        : spec.cutover().promote().strip();
  }

  /** For how long the old relation's table stays; zero: not at all. */
  static Duration rollbackWindow(SinkSpec spec) {
    return spec.cutover() == null || spec.cutover().rollbackWindow() == null
        ? Duration.ZERO
        : Timeout.parse("rollbackWindow", spec.cutover().rollbackWindow()).orElse(Duration.ZERO);
  }

  private static Optional<Duration> timeout(SinkSpec spec) {
    return Timeout.parse(
        "timeout",
        spec.cutover() == null || spec.cutover().timeout() == null
            ? DEFAULT_TIMEOUT
            : spec.cutover().timeout());
  }

  private static dev.headgate.dataflow.sink.SinkSpec spec(SinkSpec spec) {
    var kafka = spec.into().kafka();
    return new dev.headgate.dataflow.sink.SinkSpec(
        kafka.topic(),
        optional(kafka.partitions()),
        optional(kafka.replicationFactor()),
        kafka.config() == null ? Map.of() : kafka.config(),
        spec.key().columns(),
        !Boolean.FALSE.equals(spec.snapshot()),
        onValueError(spec));
  }

  private static OnValueError onValueError(SinkSpec spec) {
    return SinkSpec.OnValueError.SkipAndRecord.name().equals(spec.onValueError())
        ? new OnValueError.SkipAndRecord(spec.into().kafka().deadLetterTopic())
        : new OnValueError.Stall();
  }

  private static OptionalInt optional(Integer number) {
    return number == null ? OptionalInt.empty() : OptionalInt.of(number);
  }
}
