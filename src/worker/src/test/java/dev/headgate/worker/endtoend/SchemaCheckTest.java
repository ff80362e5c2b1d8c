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
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Relations whose schemas the registry refuses, before the cutover and after it. */
class SchemaCheckTest extends EndToEnd {

  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final SchemaRegistryServer registry;

  SchemaCheckTest(KafkaServer kafka, PostgresServer postgres, SchemaRegistryServer registry) {
    super(kafka, postgres, registry);
    this.registry = registry;
  }

  @Test
  void whatTheRegistryWouldRefuseIsToldWithTheFieldsAtFaultAndRegistersNothing() throws Exception {
    var sink = sink();
    var load = load(sink, Load.Shape.usual(30));
    var first = sink.matview(Tables.MATVIEW_1);
    sink.start(first);
    sink.database()
        .execute(
            "CREATE TABLE clashing (key_col bigint PRIMARY KEY, tier timestamptz, amount boolean)");
    var clash = sink.relation("clash", "clashing", "key_col", "tier", "amount");

    sink.operator().want(clash);
    sink.operator().until("it is told", LIMIT, () -> !problems(sink).isEmpty());

    assertThat(String.join("\n", problems(sink)))
        .contains("would refuse the new schema of subject %s-value:".formatted(sink.topicName()))
        .contains("field tier: ", "field amount: ");
    load.awaitMore(50);
    assertThat(sink.operator().record().orElseThrow().relation()).isEqualTo(first);
    assertThat(versions(sink)).isEqualTo("[1]");

    sink.cutOverTo(sink.matview(Tables.MATVIEW_2));
    load.stop();
    sink.settle();
    sink.requireExact();
  }

  private static List<String> problems(SinkUnderTest sink) {
    return sink.worker()
        .observed()
        .flatMap(Observed::cutover)
        .map(Observed.Cutover::problems)
        .orElse(List.of());
  }

  /** How often a schema of the topic's values was registered. */
  private String versions(SinkUnderTest sink) throws Exception {
    try (var http = HttpClient.newHttpClient()) {
      var uri =
          URI.create("%s/subjects/%s-value/versions".formatted(registry.url(), sink.topicName()));
      return http.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString()).body();
    }
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
