package dev.headgate.worker.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.dataflow.cutover.Attempt.Fate;
import dev.headgate.dataflow.cutover.CutoverPolicy;
import dev.headgate.dataflow.cutover.CutoverStep;
import dev.headgate.dataflow.cutover.Mode;
import dev.headgate.dataflow.cutover.Observed;
import dev.headgate.dataflow.cutover.Terms;
import dev.headgate.dataflow.progress.LiveRecord.Outcome;
import dev.headgate.dataflow.relation.Relation;
import dev.headgate.dataflow.sink.OnValueError;
import dev.headgate.testkit.kafka.KafkaServer;
import dev.headgate.testkit.load.Load;
import dev.headgate.testkit.load.Tables;
import dev.headgate.testkit.load.TestDatabase;
import dev.headgate.testkit.postgres.PostgresServer;
import dev.headgate.testkit.registry.SchemaRegistryServer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A cutover after which the topic equals the new relation. */
class RepairTest extends EndToEnd {

  private static final Duration LIMIT = Duration.ofSeconds(60);

  RepairTest(KafkaServer kafka, PostgresServer postgres, SchemaRegistryServer registry) {
    super(kafka, postgres, registry);
  }

  @Test
  void reconciledUnderLoadTheTopicEqualsTheNewRelationAndTheOldOneAgain() throws Exception {
    var sink = sink();
    fill(sink, 61);
    var first = sink.matview(Tables.MATVIEW_1);
    var second = sink.matview(Tables.MATVIEW_2);
    sink.start(first);
    var load = load(sink, Load.Shape.usual(62));

    cutOver(sink, second, 0, Mode.RECONCILE);
    load.awaitMore(50);
    cutOver(sink, first, 0, Mode.RECONCILE);
    load.awaitMore(50);
    cutOver(sink, second, 0, Mode.RECONCILE);
    load.stop();

    sink.settle();
    sink.requireExact();
    sink.requireTopicEquals(second);
    assertThat(sink.operator().record().orElseThrow().topicMatches()).isTrue();
  }

  @Test
  void afterGoingForwardItIsRefusedToReconcileAndARefreshMakesItEqual() throws Exception {
    var sink = sink();
    fill(sink, 63);
    var first = sink.matview(Tables.MATVIEW_1);
    var second = sink.matview(Tables.MATVIEW_2);
    sink.start(first);
    var load = load(sink, Load.Shape.usual(64));
    sink.cutOverTo(second);

    sink.operator().want(first, policy(0, Mode.RECONCILE));
    sink.operator().until("it is refused", LIMIT, () -> failure(sink, first).isPresent());
    assertThat(failure(sink, first).orElseThrow())
        .isEqualTo(
            "The topic is not known to equal relation matview_2, so what differs from it is not"
                + " what differs from the topic.\n  Set spec.cutover.mode to Refresh, which reads"
                + " the topic itself.");

    cutOver(sink, first, 1, Mode.REFRESH);
    load.stop();

    sink.settle();
    sink.requireExact();
    sink.requireTopicEquals(first);
    assertThat(sink.operator().record().orElseThrow().topicMatches()).isTrue();
  }

  @Test
  void whatFlowsIsRefreshedOnDemand() throws Exception {
    var sink = sink(false);
    fill(sink, 65);
    var first = sink.matview(Tables.MATVIEW_1);
    sink.start(first);
    var load = load(sink, Load.Shape.usual(66));
    load.awaitMore(50);

    cutOver(sink, first, 1, Mode.REFRESH);
    load.awaitMore(50);
    load.stop();

    sink.settle();
    sink.requireExact();
    sink.requireTopicEquals(first);
    var record = sink.operator().record().orElseThrow();
    assertThat(record.version().number()).isEqualTo(2);
    assertThat(record.topicMatches()).isTrue();
  }

  @Test
  void aRefreshLeadsOutOfARelationThatCannotGoOn() throws Exception {
    var sink = sink();
    fill(sink, 67);
    var second = sink.matview(Tables.MATVIEW_2);
    sink.start(sink.matview(Tables.MATVIEW_1));
    sink.database().execute("INSERT INTO matview_1 VALUES (-7, 'std', 1, 'poison', 'infinity')");
    sink.operator()
        .until(
            "the relation stands still",
            LIMIT,
            () ->
                sink.worker()
                    .observed()
                    .filter(o -> o.activity() == Observed.Activity.STALLED)
                    .isPresent());
    var load = load(sink, Load.Shape.usual(68));
    load.awaitMore(50);

    cutOver(sink, second, 0, Mode.REFRESH);
    load.awaitMore(50);
    load.stop();

    sink.settle();
    sink.requireTopicEquals(second);
    assertThat(sink.operator().record().orElseThrow().topicMatches()).isTrue();
  }

  /** What a repair promises does not hold where a row is left out. */
  @ParameterizedTest
  @EnumSource(
      value = Mode.class,
      names = {"RECONCILE", "REFRESH"})
  void aRowThatCannotBeWrittenEndsTheTryAlsoWhereRowsMayBeSkipped(Mode mode) throws Exception {
    var sink = sink(Map.of(), new OnValueError.SkipAndRecord("letters-" + UUID.randomUUID()));
    fill(sink, 69);
    var first = sink.matview(Tables.MATVIEW_1);
    var second = sink.matview(Tables.MATVIEW_2);
    sink.start(first);
    sink.database().execute("INSERT INTO matview_2 VALUES (-7, 'std', 1, 'poison', 'infinity')");
    var load = load(sink, Load.Shape.usual(70));

    sink.beginToCutOverTo(second, 0, mode);
    sink.operator().until("it is refused", LIMIT, () -> failure(sink, second).isPresent());
    assertThat(failure(sink, second).orElseThrow())
        .isEqualTo(
            "Column \"updated\" of public.matview_2, row (key_col=-7), cannot be written as it is"
                + " \"infinity\": Avro has no infinity for its type.\n"
                + "  Store NULL or a finite value.\n"
                + "  Reconcile and Refresh leave out no row, whatever onValueError says. Once it"
                + " can be written, raise spec.cutover.attempt.");
    load.awaitMore(50);
    assertThat(sink.operator().record().orElseThrow().relation()).isEqualTo(first);

    sink.database().execute("UPDATE matview_2 SET updated = now() WHERE key_col = -7");
    cutOver(sink, second, 1, mode);
    load.stop();

    sink.settle();
    sink.requireExact();
    sink.requireTopicEquals(second);
  }

  /** In another database: only a snapshot, which is of the whole server, has to wait for it. */
  @ParameterizedTest
  @EnumSource(
      value = Mode.class,
      names = {"RECONCILE", "REFRESH"})
  void whileATransactionHoldsItUpTheOldRelationFlowsAndTheTransactionIsNamed(Mode mode)
      throws Exception {
    var sink = sink();
    fill(sink, 71);
    var second = sink.matview(Tables.MATVIEW_2);
    sink.start(sink.matview(Tables.MATVIEW_1));
    var load = load(sink, Load.Shape.usual(72));
    var elsewhere = closing(TestDatabase.create(sink.database().server()));

    try (var culprit = elsewhere.connect();
        var statement = culprit.createStatement()) {
      culprit.setAutoCommit(false);
      statement.execute("SET application_name = 'culprit'");
      statement.execute("CREATE TABLE held ()");
      sink.beginToCutOverTo(second, 0, mode);
      sink.operator().until("it is held up", LIMIT, () -> blockers(sink).size() == 1);
      assertThat(blockers(sink).getFirst())
          .contains(
              ", culprit, database %s, idle in transaction, for ".formatted(elsewhere.name()));
      int records = sink.topic().messages().size();
      load.awaitMore(50);
      sink.settle();
      assertThat(sink.topic().messages()).hasSizeGreaterThan(records + 50);
      assertThat(blockers(sink)).hasSize(1);
      culprit.rollback();
    }

    sink.untilCutOverTo(second);
    load.awaitMore(50);
    load.stop();
    sink.settle();
    sink.requireExact();
    sink.requireTopicEquals(second);
  }

  /** Who holds up that something is prepared. */
  private static List<String> blockers(SinkUnderTest sink) {
    return sink.worker()
        .observed()
        .flatMap(Observed::cutover)
        .filter(c -> c.step() == CutoverStep.REPAIRING)
        .map(Observed.Cutover::blockers)
        .orElse(List.of());
  }

  private static void cutOver(SinkUnderTest sink, Relation to, int attempt, Mode mode) {
    int before = sink.operator().record().orElseThrow().version().number();
    sink.beginToCutOverTo(to, attempt, mode);
    sink.operator()
        .until(
            "the next version has written",
            LIMIT,
            () ->
                sink.operator()
                    .record()
                    .filter(r -> r.version().number() == before + 1 && !r.isAtCutover())
                    .isPresent());
  }

  private static CutoverPolicy policy(int attempt, Mode mode) {
    return CutoverPolicy.automatic(attempt, Optional.empty())
        .withTerms(Terms.DEFAULT.withMode(mode));
  }

  private static Optional<String> failure(SinkUnderTest sink, Relation to) {
    return sink.operator()
        .attempt()
        .filter(a -> a.to().equals(to))
        .map(a -> a.fate())
        .filter(f -> f instanceof Fate.Ended ended && ended.outcome() == Outcome.FAILED)
        .map(f -> ((Fate.Ended) f).message());
  }
}
