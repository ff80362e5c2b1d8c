package dev.headgate.worker.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.dataflow.cutover.CutoverPolicy;
import dev.headgate.dataflow.cutover.Observed;
import dev.headgate.dataflow.cutover.SchemaCheck;
import dev.headgate.dataflow.cutover.Terms;
import dev.headgate.dataflow.relation.Relation;
import dev.headgate.testkit.kafka.KafkaServer;
import dev.headgate.testkit.load.Load;
import dev.headgate.testkit.load.Tables;
import dev.headgate.testkit.oracle.ProgressTrace;
import dev.headgate.testkit.postgres.PostgresServer;
import dev.headgate.testkit.registry.SchemaRegistryServer;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Relations whose schemas the registry refuses, with {@code schemaCheck: AfterCutover}. */
class SchemaCheckTest extends EndToEnd {

  private static final Duration LIMIT = Duration.ofSeconds(60);

  SchemaCheckTest(KafkaServer kafka, PostgresServer postgres, SchemaRegistryServer registry) {
    super(kafka, postgres, registry);
  }

  @Test
  void theSwitchComesFirstTheRefusalStallsTheSinkAndTheWayBackLosesNothing() throws Exception {
    var sink = sink();
    var first = sink.matview(Tables.MATVIEW_1);
    var load = load(sink, Load.Shape.usual(31));
    sink.start(first);
    load.awaitMore(50);

    stallAt(clash(sink), sink);
    load.awaitMore(50);
    sink.cutOverTo(first);
    load.awaitMore(50);
    load.stop();
    sink.settle();

    assertThat(sink.progress().flows())
        .extracting(ProgressTrace.Flow::relation)
        .containsExactly(Tables.MATVIEW_1, "clash", Tables.MATVIEW_1);
    sink.requireExact();
  }

  @Test
  void theWayToAThirdRelationLeadsThroughTheFirst() throws Exception {
    var sink = sink();
    var load = load(sink, Load.Shape.usual(32));
    sink.start(sink.matview(Tables.MATVIEW_1));
    stallAt(clash(sink), sink);
    load.awaitMore(50);

    // Over a table that is not in the source, so its changes are complete only from now on.
    sink.cutOverTo(sink.relation("orders", Tables.ORDERS, "key_col", "tier=note"));
    load.awaitMore(50);
    load.stop();
    sink.settle();

    assertThat(sink.progress().flows())
        .extracting(ProgressTrace.Flow::relation)
        .containsExactly(Tables.MATVIEW_1, "clash", Tables.MATVIEW_1, "orders");
    sink.requireExact();
  }

  @Test
  void aSchemaThatIsAcceptedCutsOverWithoutAStop() throws Exception {
    var sink = sink();
    var load = load(sink, Load.Shape.usual(33));
    sink.start(sink.matview(Tables.MATVIEW_1));

    sink.operator().want(sink.matview(Tables.MATVIEW_2), afterCutover(sink));
    sink.untilCutOverTo(sink.matview(Tables.MATVIEW_2));
    load.awaitMore(50);
    load.stop();
    sink.settle();

    sink.requireExact();
  }

  /** {@code tier} is a text in the published schema, and a time here. */
  private static Relation clash(SinkUnderTest sink) throws SQLException {
    return sink.relation("clash", Tables.MATVIEW_2, "key_col", "tier=updated", "amount");
  }

  private static void stallAt(Relation relation, SinkUnderTest sink) {
    sink.operator().want(relation, afterCutover(sink));
    sink.operator()
        .until(
            "the registry's refusal stalls the sink",
            LIMIT,
            () ->
                sink.worker()
                    .observed()
                    .filter(o -> o.activity() == Observed.Activity.STALLED)
                    .flatMap(Observed::error)
                    .filter(error -> error.contains("-value"))
                    .isPresent());
    assertThat(sink.operator().record().orElseThrow().relation()).isEqualTo(relation);
    assertThat(sink.operator().record().orElseThrow().isAtCutover()).isTrue();
  }

  private static CutoverPolicy afterCutover(SinkUnderTest sink) {
    return sink.operator()
        .policy()
        .withTerms(Terms.DEFAULT.withSchemaCheck(SchemaCheck.AFTER_CUTOVER));
  }
}
