package dev.headgate.demo;

import dev.headgate.dataflow.cutover.Attempt.Fate;
import dev.headgate.dataflow.cutover.Observed.Activity;
import dev.headgate.dataflow.cutover.Run;
import dev.headgate.dataflow.cutover.Wanted;
import dev.headgate.dataflow.progress.LiveRecord;
import dev.headgate.dataflow.relation.Relation;
import dev.headgate.dataflow.relation.TableName;
import dev.headgate.dataflow.sink.Connections;
import dev.headgate.dataflow.sink.SinkId;
import dev.headgate.dataflow.sink.SinkSpec;
import dev.headgate.dataflow.time.Timestamp;
import dev.headgate.testkit.kafka.KafkaServer;
import dev.headgate.testkit.load.Load;
import dev.headgate.testkit.load.Tables;
import dev.headgate.testkit.load.TestDatabase;
import dev.headgate.testkit.oracle.Expected;
import dev.headgate.testkit.oracle.ProgressTrace;
import dev.headgate.testkit.oracle.TopicContents;
import dev.headgate.testkit.oracle.Verdict;
import dev.headgate.testkit.oracle.WalOracle;
import dev.headgate.testkit.postgres.PostgresServer;
import dev.headgate.testkit.registry.SchemaRegistryServer;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/**
 * The documented example on embedded parts: {@code avro_sink} from {@code matview_1} into {@code
 * test_avro_topic}, cut over to {@code matview_2} while both are written to. The exit code is 0
 * only if the topic is exactly OLD before T and NEW from T on.
 */
public final class Demo {

  private static final SinkId SINK = SinkId.of("headgate", "demo", "avro-sink");
  private static final String TOPIC = "test_avro_topic";
  private static final String PROGRESS = "headgate-progress";
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Duration AROUND = Duration.ofSeconds(2);
  private static final long TRANSACTIONS_EACH = 600;

  private final Stage stage;
  private final Sabotage sabotage;

  private Demo(Stage stage, Sabotage sabotage) {
    this.stage = stage;
    this.sabotage = sabotage;
  }

  public static void main(String[] args) throws Exception {
    var stage = new Stage(System.out);
    boolean exact = new Demo(stage, Sabotage.of(System.getProperty("sabotage", ""))).run();
    System.exit(exact ? 0 : 1);
  }

  private boolean run() throws Exception {
    stage.say("Headgate: one sink, cut over while both relations are written to.");
    stage.say("(There is no operator yet: this drives a worker over its control API alone.)");
    try (var postgres = stage.during("starting PostgreSQL", PostgresServer::launch);
        var kafka = stage.during("starting Kafka", KafkaServer::launch);
        var registry = stage.during("starting a schema registry", SchemaRegistryServer::launch);
        var database = TestDatabase.withTables(postgres);
        var oracle = WalOracle.open(postgres, database.name());
        var worker = new Worker(SINK)) {
      return play(postgres, kafka, registry, database, oracle, worker);
    }
  }

  private boolean play(
      PostgresServer postgres,
      KafkaServer kafka,
      SchemaRegistryServer registry,
      TestDatabase database,
      WalOracle oracle,
      Worker worker)
      throws Exception {
    var old = relation(database, Tables.MATVIEW_1);
    var next = relation(database, Tables.MATVIEW_2);
    var operator =
        new Operator(
            worker,
            wanted(old, connections(postgres, kafka, registry, database.name())),
            stage,
            Clock.systemUTC());

    try (var load = Load.start(postgres, database.name(), Load.Shape.usual(1))) {
      stage.say("writers: 4 connections keep changing the base table of both relations");
      load.awaitMore(TRANSACTIONS_EACH / 2);
      operator.begin();
      worker.start();
      operator.until("the sink streams", LIMIT, o -> o.activity() == Activity.STREAMING);
      try (var watch = new TopicWatch(kafka.bootstrapServers(), TOPIC)) {
        load.awaitMore(TRANSACTIONS_EACH);
        stage.say("a consumer has %d messages of matview_1".formatted(watch.count()));
        stage.say("spec.from: matview_1 -> matview_2");
        operator.from(next);
        operator.until(
            "the cutover completes",
            LIMIT,
            o -> operator.attempt().filter(a -> a.fate() instanceof Fate.Completed).isPresent());
        var at = ((Fate.Completed) operator.attempt().orElseThrow().fate()).at();
        stage.say("T = %s (%s)".formatted(at, at.toLsn()));
        load.awaitMore(TRANSACTIONS_EACH);
        load.stop();
        caughtUp(operator, database);
        return judge(kafka, registry, oracle, watch, at, Map.of(old.name(), old, next.name(), next))
            && released(operator, database);
      }
    }
  }

  private void caughtUp(Operator operator, TestDatabase database) throws Exception {
    var end = new Timestamp(database.walPosition());
    database.execute("INSERT INTO orders VALUES (-1, 1, 'last', clock_timestamp())");
    operator.until(
        "the topic has everything",
        LIMIT,
        o ->
            o.record()
                .filter(r -> r instanceof LiveRecord live && live.frontier().isPast(end))
                .isPresent());
  }

  private boolean judge(
      KafkaServer kafka,
      SchemaRegistryServer registry,
      WalOracle oracle,
      TopicWatch watch,
      Timestamp at,
      Map<String, Relation> relations)
      throws Exception {
    var flows = ProgressTrace.read(kafka.bootstrapServers(), PROGRESS, SINK.value()).flows();
    var history = oracle.read();
    var expected =
        Expected.of(
            history, true, flows.stream().map(f -> shown(f, relations.get(f.relation()))).toList());
    var contents = sabotage.of(TopicContents.read(kafka.bootstrapServers(), registry.url(), TOPIC));
    var verdict = Verdict.compare(expected, contents);

    long before =
        contents.messages().stream()
            .filter(m -> Long.compareUnsigned(m.at(), at.bits()) < 0)
            .count();
    stage.say(
        "topic: %d messages, %d of matview_1 before T, %d of matview_2 from T on"
            .formatted(contents.messages().size(), before, contents.messages().size() - before));
    stage.say(
        "upstream: %d transactions, %d messages expected"
            .formatted(history.transactions().size(), expected.messages().size()));
    stage.say(
        "longest silence of the topic within %d s around T: %d ms"
            .formatted(AROUND.toSeconds(), watch.longestSilence(at.bits(), AROUND).toMillis()));
    verdict.differences().stream().limit(5).forEach(d -> stage.say("WRONG: %s".formatted(d)));
    stage.say(
        verdict.isExact()
            ? "VERDICT: exact. Every update of OLD before T and of NEW from T on is there once."
            : "VERDICT: the topic is NOT what it must be: %d differences"
                .formatted(verdict.differences().size()));
    return verdict.isExact();
  }

  private boolean released(Operator operator, TestDatabase database) throws Exception {
    operator.delete();
    operator.until("the sink is released", LIMIT, o -> o.activity() == Activity.RELEASED);
    String left =
        database.ask(
            "SELECT (SELECT count(*) FROM pg_publication) + (SELECT count(*) FROM"
                + " pg_replication_slots WHERE slot_name LIKE 'headgate%')");
    stage.say("deleted: %s slots and publications of the sink are left".formatted(left));
    return left.equals("0");
  }

  private static Expected.Shown shown(ProgressTrace.Flow flow, Relation relation) {
    var columns = new LinkedHashMap<String, String>();
    relation.columns().forEach(c -> columns.put(c.name(), c.source()));
    return new Expected.Shown(relation.table().toString(), columns, List.of("key_col"), flow.at());
  }

  private static Relation relation(TestDatabase database, String table) throws SQLException {
    long oid = Long.parseLong(database.ask("SELECT '%s'::regclass::oid::bigint".formatted(table)));
    return new Relation(
        table,
        oid,
        new TableName("public", table),
        Stream.of("key_col", "tier", "amount", "note", "updated")
            .map(Relation.Column::same)
            .toList());
  }

  private static Wanted wanted(Relation from, Connections connections) {
    return new Wanted(
        SINK,
        "demo",
        Run.RUNNING,
        from.name(),
        Optional.of(new Wanted.From(from, connections)),
        new SinkSpec(
            TOPIC, OptionalInt.of(3), OptionalInt.of(1), Map.of(), List.of("key_col"), true),
        connections,
        0,
        Optional.of(Duration.ofMinutes(10)));
  }

  private static Connections connections(
      PostgresServer postgres, KafkaServer kafka, SchemaRegistryServer registry, String database) {
    return new Connections(
        new Connections.Kafka(kafka.bootstrapServers(), Map.of(), PROGRESS, "", false),
        new Connections.SchemaRegistry(registry.url().toString(), Optional.empty()),
        new Connections.Postgres(
            postgres.host(),
            postgres.port(),
            database,
            new Connections.Credentials(postgres.superuser(), postgres.password())));
  }
}
