package dev.headgate.bench.stage;

import dev.headgate.dataflow.cutover.CutoverPolicy;
import dev.headgate.dataflow.cutover.Mode;
import dev.headgate.dataflow.cutover.Run;
import dev.headgate.dataflow.cutover.Wanted;
import dev.headgate.dataflow.relation.Relation;
import dev.headgate.dataflow.relation.TableName;
import dev.headgate.dataflow.sink.Connections;
import dev.headgate.dataflow.sink.SinkId;
import dev.headgate.dataflow.sink.SinkSpec;
import dev.headgate.testkit.load.TestDatabase;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/**
 * How a sink is wired to servers.
 *
 * @param kafkaSettings of the sink's Kafka clients
 */
public record Wiring(Servers servers, TestDatabase database, Map<String, String> kafkaSettings) {

  public static final String PROGRESS_TOPIC = "headgate-progress";

  /** With clients that have their defaults. */
  public Wiring(Servers servers, TestDatabase database) {
    this(servers, database, Map.of());
  }

  public Connections connections() {
    var postgres = servers.postgres();
    return new Connections(
        new Connections.Kafka(
            servers.kafka().bootstrapServers(), kafkaSettings, PROGRESS_TOPIC, "", false),
        new Connections.SchemaRegistry(servers.registry().url().toString(), Optional.empty()),
        new Connections.Postgres(
            postgres.host(),
            postgres.port(),
            database.name(),
            new Connections.Credentials(postgres.superuser(), postgres.password())));
  }

  /** All columns of a table, under the table's name. */
  public Relation relation(String table) throws SQLException {
    long oid = Long.parseLong(database.ask("SELECT '%s'::regclass::oid::bigint".formatted(table)));
    var columns =
        database.ask(
            "SELECT string_agg(attname, ',' ORDER BY attnum) FROM pg_attribute"
                + " WHERE attrelid = '%s'::regclass AND attnum > 0".formatted(table));
    return new Relation(
        table,
        oid,
        new TableName("public", table),
        Stream.of(columns.split(",")).map(Relation.Column::same).toList());
  }

  /**
   * A sink that runs, into a topic with the database's name.
   *
   * @param snapshot whether the topic begins with the contents of {@code from}
   */
  public Wanted sink(Relation from, String key, boolean snapshot) {
    var connections = connections();
    return new Wanted(
        new SinkId("headgate-bench-" + database.name()),
        "bench",
        Run.RUNNING,
        from.name(),
        Optional.of(new Wanted.From(from, connections)),
        new SinkSpec(
            database.name(),
            OptionalInt.of(DataTopic.PARTITIONS),
            OptionalInt.of(1),
            Map.of(),
            List.of(key),
            snapshot),
        connections,
        CutoverPolicy.automatic(0, Optional.empty()));
  }

  /** The same sink after an edit of {@code spec.from}, which goes forward. */
  public static Wanted edited(Wanted wanted, Relation to) {
    return edited(wanted, to, Mode.FORWARD);
  }

  /** The same sink after an edit of {@code spec.from} and {@code spec.cutover.mode}. */
  public static Wanted edited(Wanted wanted, Relation to, Mode mode) {
    var policy = wanted.policy();
    return new Wanted(
        wanted.sink(),
        wanted.uid(),
        wanted.run(),
        to.name(),
        Optional.of(new Wanted.From(to, wanted.connections())),
        wanted.spec(),
        wanted.connections(),
        policy.withTerms(policy.terms().withMode(mode)));
  }
}
