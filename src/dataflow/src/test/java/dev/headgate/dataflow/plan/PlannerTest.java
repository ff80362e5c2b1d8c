package dev.headgate.dataflow.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.headgate.dataflow.plan.Planning.Planned;
import dev.headgate.dataflow.plan.Planning.Refused;
import dev.headgate.dataflow.relation.ColumnType;
import dev.headgate.dataflow.relation.ColumnType.Kind;
import dev.headgate.dataflow.relation.Relation;
import dev.headgate.dataflow.relation.Table;
import dev.headgate.dataflow.relation.Table.ReplicaIdentity;
import dev.headgate.dataflow.relation.TableName;
import dev.headgate.dataflow.sink.Connections;
import dev.headgate.dataflow.sink.Definition;
import dev.headgate.dataflow.sink.SinkSpec;
import dev.headgate.dataflow.sink.Version;
import dev.headgate.dataflow.time.Domain;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class PlannerTest {

  private static final Server GOOD = new Server(170011, "logical");
  private static final TableName ORDERS = new TableName("public", "orders");
  private static final Domain SHOP = new Domain("7100", 16384);

  private static final Table.Column ID = column("id", ColumnType.of(Kind.INT8), false);
  private static final Table.Column REGION = column("region", ColumnType.of(Kind.VARCHAR, 2), true);
  private static final Table.Column NOTE = column("note", ColumnType.of(Kind.TEXT), true);
  private static final Table.Column AMOUNT = column("amount", ColumnType.numeric(10, 2), true);
  private static final Table.Column LENGTH =
      new Table.Column(
          "length", "integer", Optional.of(ColumnType.of(Kind.INT4)), true, true, false);
  private static final Table.Column LASTS =
      new Table.Column("lasts", "interval", Optional.empty(), true, false, false);
  private static final Table.Column TINY = column("tiny", ColumnType.numeric(50, 45), true);

  private static final Table TABLE = table(Table.Kind.ORDINARY);

  static Stream<Arguments> refusals() {
    return Stream.of(
        arguments(
            "a server whose minor release loses data",
            plan(definition("id"), TABLE, new Server(160008, "logical")),
            """
            PostgreSQL 16.8 cannot be read: logical decoding of this release loses data around ALTER PUBLICATION.
              Upgrade the server to 16.9 or later.\
            """),
        arguments(
            "a server whose major release is too old",
            plan(definition("id"), TABLE, new Server(120022, "logical")),
            """
            PostgreSQL 12.22 cannot be read: the oldest supported release is 13.21.
              Upgrade the server.\
            """),
        arguments(
            "a server without logical decoding",
            plan(definition("id"), TABLE, new Server(170011, "replica")),
            """
            The server's changes cannot be read: wal_level is replica, logical decoding needs logical.
              Run ALTER SYSTEM SET wal_level = logical, and restart the server.\
            """),
        arguments(
            "no table",
            Planner.plan(definition("id"), Optional.empty(), GOOD),
            """
            Relation matview-1 cannot be read: there is no table public.orders, or the role may not see its schema.
              Create the table, or grant USAGE on schema public to the role.\
            """),
        arguments(
            "a catalog object",
            plan(definition("id"), table(Table.Kind.SYSTEM_CATALOG)),
            """
            Relation matview-1 cannot be written to a sink: a sink cannot be created directly on a catalog object, and public.orders is one.
              Copy what you need into a table, and let a Relation show that table.\
            """),
        arguments(
            "a view",
            plan(definition("id"), table(Table.Kind.VIEW)),
            """
            Relation matview-1 cannot be written to a sink: public.orders is a view, and its changes are not in the write-ahead log.
              Show one of its tables with columns chosen, or a table that triggers or pg_ivm keep.\
            """),
        arguments(
            "a materialized view",
            plan(definition("id"), table(Table.Kind.MATERIALIZED_VIEW)),
            """
            Relation matview-1 cannot be written to a sink: public.orders is a materialized view, and its changes are not in the write-ahead log.
              Show one of its tables with columns chosen, or a table that triggers or pg_ivm keep.\
            """),
        arguments(
            "a partitioned table",
            plan(definition("id"), table(Table.Kind.PARTITIONED)),
            """
            Relation matview-1 cannot be written to a sink: public.orders is a partitioned table, and its rows belong to its partitions.
              Show a table that is not partitioned.\
            """),
        arguments(
            "a partition",
            plan(definition("id"), table(Table.Kind.PARTITION)),
            """
            Relation matview-1 cannot be written to a sink: public.orders is a partition, and rows that move to another partition would look deleted.
              Show a table that is not partitioned.\
            """),
        arguments(
            "a foreign table",
            plan(definition("id"), table(Table.Kind.FOREIGN)),
            """
            Relation matview-1 cannot be written to a sink: public.orders is a foreign table, and its changes are not in the write-ahead log.
              Connect to the database that holds the table itself.\
            """),
        arguments(
            "a temporary table",
            plan(definition("id"), table(Table.Kind.TEMPORARY)),
            """
            Relation matview-1 cannot be written to a sink: public.orders is a temporary table, and its rows are not in the write-ahead log.
              Show an ordinary table.\
            """),
        arguments(
            "an unlogged table",
            plan(definition("id"), table(Table.Kind.UNLOGGED)),
            """
            Relation matview-1 cannot be written to a sink: public.orders is an unlogged table, and its rows are not in the write-ahead log.
              Run ALTER TABLE "public"."orders" SET LOGGED, or show another table.\
            """),
        arguments(
            "another table under the name",
            plan(definition("id"), with(TABLE, 20000)),
            """
            Relation matview-1 no longer shows its table: public.orders has OID 20000, the Relation is pinned to OID 16400: the table was replaced or renamed.
              Create a new Relation for the table that has the name now, or rename the old one back.\
            """),
        arguments(
            "an unknown column",
            plan(definition(List.of("id"), "id", "total"), TABLE),
            """
            Relation matview-1 cannot be read: public.orders has no column "total".
              Create a Relation that shows only columns of the table.\
            """),
        arguments(
            "two columns of one name",
            plan(definition(List.of("id"), "id", "note", "note"), TABLE),
            """
            Relation matview-1 cannot be written to a sink: it has more than one column "note".
              Give each column a name of its own.\
            """),
        arguments(
            "an unsupported type",
            plan(definition(List.of("id"), "id", "lasts"), TABLE),
            """
            Relation matview-1 cannot be written to a sink: column "lasts" of public.orders has the type interval, which is not supported.
              Create a Relation that lists the columns to write in spec.postgres.columns.\
            """),
        arguments(
            "a numeric whose scale no decimal has",
            plan(definition(List.of("id"), "id", "tiny"), TABLE),
            """
            Relation matview-1 cannot be written to a sink: column "tiny" of public.orders has the type numeric(50,45), which is not supported.
              Create a Relation that lists the columns to write in spec.postgres.columns.\
            """),
        arguments(
            "a generated column before PostgreSQL 18",
            plan(definition(List.of("id"), "id", "length"), TABLE),
            """
            Relation matview-1 cannot be written to a sink: column "length" of public.orders is generated, and logical replication carries such columns from PostgreSQL 18 on, not in 17.11.
              Create a Relation that lists the columns to write in spec.postgres.columns.\
            """),
        arguments(
            "no key",
            plan(definition(List.of(), "id"), TABLE),
            """
            Relation matview-1 cannot be written to this sink: an upsert sink must have a key.
              List the key's columns in spec.key.columns.\
            """),
        arguments(
            "a key column listed twice",
            plan(definition(List.of("id", "id"), "id"), TABLE),
            """
            The sink's key is not valid: it lists column "id" more than once.
              List each column once.\
            """),
        arguments(
            "a key column that the relation does not have",
            plan(definition(List.of("key_col"), "id", "note"), TABLE),
            """
            Relation matview-1 cannot be written to this sink: it has no column "key_col", which is part of the key.
              Name a Relation in spec.from that has the column; this one has (id, note).\
            """),
        arguments(
            "a key column that may be NULL",
            plan(
                definition(List.of("id", "region"), "id", "region"),
                with(TABLE, new ReplicaIdentity.Full())),
            """
            Relation matview-1 cannot be written to this sink: column "region" is part of the key and may be NULL.
              Run ALTER TABLE "public"."orders" ALTER COLUMN "region" SET NOT NULL, or create the Sink with another key.\
            """),
        arguments(
            "a part of a unique key",
            plan(
                definition("id"),
                with(TABLE, List.of(Set.of("region", "id"), Set.of("note", "region")))),
            """
            Relation matview-1 cannot be written to this sink: the key (id) could not be proven to be unique; the unique keys of public.orders are (id, region) and (note, region).
              Take a key that holds all columns of a unique one, or create a unique index on NOT NULL columns.\
            """),
        arguments(
            "a table without a unique key",
            plan(definition("id"), with(TABLE, List.of())),
            """
            Relation matview-1 cannot be written to this sink: the key (id) could not be proven to be unique; public.orders has no unique key.
              Take a key that holds all columns of a unique one, or create a unique index on NOT NULL columns.\
            """),
        arguments(
            "no replica identity",
            plan(definition("id"), with(TABLE, new ReplicaIdentity.None())),
            """
            public.orders cannot be published: it has no replica identity, so every UPDATE and DELETE of the application would fail.
              Add a primary key, or run ALTER TABLE "public"."orders" REPLICA IDENTITY FULL.\
            """),
        arguments(
            "a replica identity without the key",
            plan(definition("id"), with(TABLE, new ReplicaIdentity.Key(Set.of("code", "region")))),
            """
            A DELETE on public.orders would not tell its key: the key holds (id), the replica identity only (code, region).
              Run ALTER TABLE "public"."orders" REPLICA IDENTITY FULL, or USING INDEX with an index over the key.\
            """));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("refusals")
  void refusesWithReasonAndRemedy(String what, Planning planning, String text) {
    assertThat(planning).isInstanceOf(Refused.class);
    assertThat(((Refused) planning).problems()).extracting(Problem::toString).containsExactly(text);
  }

  @Test
  void tellsAllProblemsAtOnce() {
    var planning =
        plan(
            definition(List.of("region"), "region", "lasts", "total"),
            with(TABLE, 20000),
            new Server(150012, "replica"));

    assertThat(((Refused) planning).problems()).hasSize(8);
  }

  @ParameterizedTest
  @CsvSource({"130021", "140018", "150013", "160009", "170005", "180000", "190000"})
  void takesTheFirstGoodReleaseOfEachMajor(int version) {
    assertThat(plan(definition("id"), TABLE, new Server(version, "logical")))
        .isInstanceOf(Planned.class);
  }

  @Test
  void aSupersetOfAUniqueKeyWillDo() {
    var region = column("region", ColumnType.of(Kind.VARCHAR, 2), false);
    var table =
        new Table(
            16400,
            ORDERS,
            Table.Kind.ORDINARY,
            List.of(ID, region),
            new ReplicaIdentity.Full(),
            List.of(Set.of("id")));

    assertThat(plan(definition(List.of("region", "id"), "id", "region"), table))
        .isInstanceOf(Planned.class);
  }

  @Test
  void generatedColumnsAreTakenFromPostgres18On() {
    assertThat(
            plan(definition(List.of("id"), "id", "length"), TABLE, new Server(180000, "logical")))
        .isInstanceOf(Planned.class);
  }

  @Test
  void aPlanHoldsKeyAndValueUnderTheirOutputNames() {
    var relation =
        new Relation(
            "matview-1",
            16400,
            ORDERS,
            List.of(new Relation.Column("note", "note"), new Relation.Column("key_col", "id")));

    var plan = ((Planned) plan(definition(relation, List.of("key_col")), TABLE)).plan();

    assertThat(plan.key().sources()).containsExactly("id");
    assertThat(plan.keySchema())
        .hasToString(
            "{\"type\":\"record\",\"name\":\"row\",\"fields\":[{\"name\":\"key_col\",\"type\":\"long\"}]}");
    assertThat(plan.value().sources()).containsExactly("note", "id");
    assertThat(plan.valueSchema())
        .hasToString(
            "{\"type\":\"record\",\"name\":\"envelope\",\"fields\":["
                + "{\"name\":\"note\",\"type\":[\"null\",\"string\"]},"
                + "{\"name\":\"key_col\",\"type\":\"long\"}]}");
  }

  @Test
  void aValueThatMayLieOutOfLineIsAWarningAndNoRefusal() {
    var planning = plan(definition(List.of("id"), "id", "note", "amount", "region"), TABLE);

    assertThat(((Planned) planning).plan().warnings())
        .containsExactly(
            "An UPDATE of public.orders that leaves a large value of (note) as it is does not send"
                + " it, and such a row cannot be written. Values can be that large once a row"
                + " exceeds about 2 kB. If there are such rows, run ALTER TABLE"
                + " \"public\".\"orders\" REPLICA IDENTITY FULL.");
  }

  @Test
  void aWholeOldRowNeedsNoWarning() {
    var planning =
        plan(definition(List.of("id"), "id", "note"), with(TABLE, new ReplicaIdentity.Full()));

    assertThat(((Planned) planning).plan().warnings()).isEmpty();
  }

  @Test
  void aRelationIsJudgedWithoutAKey() {
    var relation = definition(List.of(), "note").relation();

    assertThat(Planner.relation(relation, Optional.of(with(TABLE, List.of())), GOOD)).isEmpty();
  }

  @Test
  void aRelationTellsAllProblemsItHasByItself() {
    var relation = definition(List.of(), "lasts", "total").relation();
    var table = with(with(TABLE, 20000), new ReplicaIdentity.None());

    assertThat(Planner.relation(relation, Optional.of(table), new Server(170011, "replica")))
        .extracting(Problem::kind)
        .containsExactly(
            Problem.Kind.SERVER,
            Problem.Kind.TABLE_REPLACED,
            Problem.Kind.UNSUPPORTED_COLUMN,
            Problem.Kind.UNKNOWN_COLUMN,
            Problem.Kind.REPLICA_IDENTITY);
  }

  @Test
  void aViewUnderTheNameOfThePinnedTableIsAReplacementFirst() {
    var relation = definition("id").relation();
    var view = with(table(Table.Kind.VIEW), 20000);

    assertThat(Planner.relation(relation, Optional.of(view), GOOD))
        .extracting(Problem::kind)
        .containsExactly(Problem.Kind.TABLE_REPLACED, Problem.Kind.NOT_A_TABLE);
  }

  @Test
  void aRenamedTableIsNotFollowed() {
    var relation =
        new Relation(
            "matview-1",
            16400,
            new TableName("public", "sales"),
            List.of(Relation.Column.same("id")));

    assertThat(Planner.relation(relation, Optional.of(TABLE), GOOD))
        .extracting(Problem::toString)
        .containsExactly(
            """
            Relation matview-1 no longer shows its table: public.sales, to which it is pinned by OID 16400, was renamed to public.orders.
              Rename the table back, or create a new Relation for public.orders.\
            """);
  }

  @Test
  void aRoleNeedsReplicationAndCreate() {
    assertThat(Planner.role(new Role("reader", "shop", true, true))).isEmpty();
    assertThat(Planner.role(new Role("reader", "shop", false, false)))
        .extracting(Problem::toString)
        .containsExactly(
            """
            Role reader may not replicate: it has not the attribute REPLICATION.
              Run ALTER ROLE "reader" REPLICATION, or name another role in the Connection.\
            """,
            """
            Role reader may not create publications: it has not the privilege CREATE on database shop.
              Run GRANT CREATE ON DATABASE "shop" TO "reader".\
            """);
  }

  @Test
  void aCandidateWithTheSameKeyMayReplaceTheActiveRelation() {
    var active = ((Planned) plan(definition("id"), TABLE)).plan();
    var candidate = plan(definition(List.of("id"), "id", "note", "amount"), TABLE);

    assertThat(Planner.candidate(active, SHOP, candidate, SHOP, "matview-2")).isEqualTo(candidate);
  }

  @Test
  void aCandidateWhoseKeyEncodesOtherwiseIsRefused() {
    var active = ((Planned) plan(definition("id"), TABLE)).plan();
    var relation =
        new Relation("matview-2", 16400, ORDERS, List.of(new Relation.Column("code", "id")));
    var candidate = plan(definition(relation, List.of("code")), TABLE);

    assertThat(((Refused) Planner.candidate(active, SHOP, candidate, SHOP, "matview-2")).problems())
        .extracting(Problem::toString)
        .containsExactly(
            """
            Relation matview-2 cannot replace matview-1: its key would encode as {"type":"record","name":"row","fields":[{"name":"code","type":"long"}]}, the keys in the topic are {"type":"record","name":"row","fields":[{"name":"id","type":"long"}]}.
              Give the key's columns the names and types that matview-1 has.\
            """);
  }

  @Test
  void aCandidateOfAnotherDatabaseIsRefusedBesideItsOwnProblems() {
    var active = ((Planned) plan(definition("id"), TABLE)).plan();
    var candidate = plan(definition("id"), with(TABLE, new ReplicaIdentity.None()));

    var refused =
        (Refused) Planner.candidate(active, SHOP, candidate, new Domain("7200", 5), "matview-2");

    assertThat(refused.problems()).hasSize(2);
    assertThat(refused.problems().get(0))
        .hasToString(
            """
            Relation matview-2 cannot replace matview-1: they are in different databases, 7100/16384 and 7200/5, whose timestamps cannot be compared.
              Create a new Sink with a topic of its own, or bring the table into the first database.\
            """);
  }

  private static Planning plan(Definition definition, Table table) {
    return plan(definition, table, GOOD);
  }

  private static Planning plan(Definition definition, Table table, Server server) {
    return Planner.plan(definition, Optional.of(table), server);
  }

  private static Definition definition(String key) {
    return definition(List.of(key), "id", "note");
  }

  private static Definition definition(List<String> key, String... columns) {
    return definition(
        new Relation(
            "matview-1", 16400, ORDERS, Arrays.stream(columns).map(Relation.Column::same).toList()),
        key);
  }

  private static Definition definition(Relation relation, List<String> key) {
    return new Definition(
        Version.FIRST,
        relation,
        new SinkSpec(
            "test_avro_topic", OptionalInt.empty(), OptionalInt.empty(), Map.of(), key, true),
        new Connections(
            new Connections.Kafka("kafka:9092", Map.of(), "progress", "", false),
            new Connections.SchemaRegistry("http://csr", Optional.empty()),
            new Connections.Postgres(
                "shop", 5432, "shop", new Connections.Credentials("headgate", "secret"))));
  }

  private static Table.Column column(String name, ColumnType type, boolean nullable) {
    boolean toastable = type.kind() != Kind.INT8;
    return new Table.Column(name, type.toString(), Optional.of(type), nullable, false, toastable);
  }

  private static Table table(Table.Kind kind) {
    return new Table(
        16400,
        ORDERS,
        kind,
        List.of(ID, REGION, NOTE, AMOUNT, LENGTH, LASTS, TINY),
        new ReplicaIdentity.Key(Set.of("id")),
        List.of(Set.of("id")));
  }

  private static Table with(Table table, long oid) {
    return new Table(
        oid,
        table.name(),
        table.kind(),
        table.columns(),
        table.replicaIdentity(),
        table.uniqueKeys());
  }

  private static Table with(Table table, ReplicaIdentity identity) {
    return new Table(
        table.oid(), table.name(), table.kind(), table.columns(), identity, table.uniqueKeys());
  }

  private static Table with(Table table, List<Set<String>> uniqueKeys) {
    return new Table(
        table.oid(),
        table.name(),
        table.kind(),
        table.columns(),
        table.replicaIdentity(),
        new ArrayList<>(uniqueKeys));
  }
}
