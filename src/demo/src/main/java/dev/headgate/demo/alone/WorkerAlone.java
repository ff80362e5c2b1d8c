package dev.headgate.demo.alone;

import dev.headgate.dataflow.cutover.Attempt.Fate;
import dev.headgate.dataflow.cutover.CutoverPolicy;
import dev.headgate.dataflow.cutover.Observed.Activity;
import dev.headgate.dataflow.cutover.Run;
import dev.headgate.dataflow.cutover.Wanted;
import dev.headgate.dataflow.relation.Relation;
import dev.headgate.dataflow.relation.TableName;
import dev.headgate.dataflow.sink.Connections;
import dev.headgate.dataflow.sink.SinkSpec;
import dev.headgate.dataflow.time.Timestamp;
import dev.headgate.demo.stage.Arrivals;
import dev.headgate.demo.stage.Example;
import dev.headgate.demo.stage.Judge;
import dev.headgate.demo.stage.Progress;
import dev.headgate.demo.stage.Sabotage;
import dev.headgate.demo.stage.Servers;
import dev.headgate.demo.stage.Stage;
import dev.headgate.demo.stage.TopicWatch;
import dev.headgate.testkit.load.Load;
import dev.headgate.testkit.load.Tables;
import dev.headgate.testkit.load.TestDatabase;
import dev.headgate.testkit.oracle.WalOracle;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/** The cutover of the example, driven over a worker's control API alone. */
public final class WorkerAlone {

  private final Stage stage;
  private final Sabotage sabotage;

  public WorkerAlone(Stage stage, Sabotage sabotage) {
    this.stage = stage;
    this.sabotage = sabotage;
  }

  /** Plays it; whether the topic is what it must be, and the sink left nothing behind. */
  public boolean play() throws Exception {
    try (var servers = Servers.launch(stage);
        var oracle = WalOracle.open(servers.postgres(), servers.database().name());
        var load = servers.write(Example.TRANSACTIONS_PER_SECOND);
        var worker = new Worker(Example.SINK)) {
      stage.say("writers: 4 connections keep changing the base table of both relations");
      var old = relation(servers.database(), Tables.MATVIEW_1);
      var operator =
          new Operator(worker, wanted(old, connections(servers)), stage, Clock.systemUTC());
      load.awaitMore(Example.TRANSACTIONS / 2);
      operator.begin();
      worker.start();
      operator.until("the sink streams", Example.LIMIT, o -> o.activity() == Activity.STREAMING);
      var arrivals = new Arrivals();
      try (var watch =
          new TopicWatch(servers.kafka().bootstrapServers(), Example.TOPIC, arrivals)) {
        var at = cutOver(servers, load, operator, watch);
        return new Judge(stage, servers, oracle, sabotage).isExact(at, arrivals)
            && released(operator, servers);
      }
    }
  }

  private Timestamp cutOver(Servers servers, Load load, Operator operator, TopicWatch watch)
      throws Exception {
    load.awaitMore(Example.TRANSACTIONS);
    stage.say("a consumer has %d records of matview_1".formatted(watch.count()));
    stage.say("spec.from: matview_1 -> matview_2");
    operator.from(relation(servers.database(), Tables.MATVIEW_2));
    operator.until(
        "the cutover completes",
        Example.LIMIT,
        o -> operator.attempt().filter(a -> a.fate() instanceof Fate.Completed).isPresent());
    var at = ((Fate.Completed) operator.attempt().orElseThrow().fate()).at();
    stage.say("T = %s".formatted(at.toLsn()));
    load.awaitMore(Example.TRANSACTIONS);
    load.stop();
    new Progress(servers).awaitEverything();
    return at;
  }

  private boolean released(Operator operator, Servers servers) throws Exception {
    operator.delete();
    operator.until("the sink is released", Example.LIMIT, o -> o.activity() == Activity.RELEASED);
    return servers.hasNothingLeft(stage);
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
        Example.SINK,
        "demo",
        Run.RUNNING,
        from.name(),
        Optional.of(new Wanted.From(from, connections)),
        new SinkSpec(
            Example.TOPIC,
            OptionalInt.of(3),
            OptionalInt.of(1),
            Map.of(),
            List.of("key_col"),
            true),
        connections,
        CutoverPolicy.automatic(0, Optional.of(Duration.ofMinutes(10))));
  }

  private static Connections connections(Servers servers) {
    var postgres = servers.postgres();
    return new Connections(
        new Connections.Kafka(
            servers.kafka().bootstrapServers(), Map.of(), Example.PROGRESS_TOPIC, "", false),
        new Connections.SchemaRegistry(servers.registry().url().toString(), Optional.empty()),
        new Connections.Postgres(
            postgres.host(),
            postgres.port(),
            servers.database().name(),
            new Connections.Credentials(postgres.superuser(), postgres.password())));
  }
}
