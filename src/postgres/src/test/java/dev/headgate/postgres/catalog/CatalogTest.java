package dev.headgate.postgres.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.dataflow.relation.ColumnType;
import dev.headgate.dataflow.relation.Table;
import dev.headgate.dataflow.relation.Table.Kind;
import dev.headgate.dataflow.relation.Table.ReplicaIdentity;
import dev.headgate.dataflow.relation.TableName;
import dev.headgate.postgres.Database;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CatalogTest {

  private Database database;
  private Connection session;
  private Catalog catalog;

  @BeforeEach
  void connect() throws SQLException {
    database = Database.create();
    session = database.connect();
    catalog = new Catalog(session);
  }

  @AfterEach
  void close() throws SQLException {
    session.close();
    database.close();
  }

  @Test
  void aTableIsDescribedColumnByColumn() throws SQLException {
    database.execute(
        """
        CREATE TABLE orders (
          id bigint PRIMARY KEY,
          gone text,
          amount numeric(10,2) NOT NULL,
          note text,
          mood point,
          doubled numeric GENERATED ALWAYS AS (amount * 2) STORED)\
        """,
        "ALTER TABLE orders DROP COLUMN gone");

    var table = table("orders");

    assertThat(table.kind()).isEqualTo(Kind.ORDINARY);
    assertThat(table.oid())
        .isEqualTo(Long.parseLong(database.value("SELECT 'orders'::regclass::oid")));
    assertThat(table.name()).isEqualTo(TableName.parse("orders"));
    assertThat(table.columns())
        .containsExactly(
            column("id", "bigint", ColumnType.of(ColumnType.Kind.INT8), false, false, false),
            column("amount", "numeric(10,2)", ColumnType.numeric(10, 2), false, false, true),
            column("note", "text", ColumnType.of(ColumnType.Kind.TEXT), true, false, true),
            new Table.Column("mood", "point", Optional.empty(), true, false, false),
            column("doubled", "numeric", ColumnType.of(ColumnType.Kind.NUMERIC), true, true, true));
  }

  @Test
  void aTableTooNarrowForOutOfLineValuesHasNone() throws SQLException {
    database.execute("CREATE TABLE narrow (id int PRIMARY KEY, amount numeric(10,2))");

    assertThat(table("narrow").columns()).noneMatch(Table.Column::toastable);
  }

  @Test
  void onlyKeysThatHoldAtEveryMomentAreUniqueAndThePrimaryKeyComesFirst() throws SQLException {
    database.execute(
        """
        CREATE TABLE keys (
          a int NOT NULL, b int NOT NULL, c int, d int NOT NULL, e int NOT NULL,
          UNIQUE (a),
          UNIQUE (c),
          UNIQUE (d) DEFERRABLE,
          UNIQUE (e, a) INCLUDE (d))\
        """,
        "CREATE UNIQUE INDEX ON keys (d) WHERE d > 0",
        "CREATE UNIQUE INDEX ON keys ((a + b))",
        "CREATE INDEX ON keys (b)",
        "ALTER TABLE keys ADD PRIMARY KEY (b, d)");

    assertThat(table("keys").uniqueKeys())
        .containsExactly(Set.of("b", "d"), Set.of("a"), Set.of("a", "e"));
  }

  @Test
  void anIndexThatIsNotValidProvesNothing() throws SQLException {
    database.execute("CREATE TABLE broken (a int NOT NULL)", "INSERT INTO broken VALUES (1), (1)");
    try {
      database.execute("CREATE UNIQUE INDEX CONCURRENTLY ON broken (a)");
    } catch (SQLException expected) {
      assertThat(expected.getSQLState()).isEqualTo("23505");
    }

    assertThat(
            database.value("SELECT indisvalid FROM pg_index WHERE indrelid = 'broken'::regclass"))
        .isEqualTo("f");
    assertThat(table("broken").uniqueKeys()).isEmpty();
  }

  @Test
  void everyReplicaIdentityIsTold() throws SQLException {
    database.execute(
        "CREATE TABLE identity (a int PRIMARY KEY, b int NOT NULL)",
        "CREATE UNIQUE INDEX identity_b ON identity (b)",
        "CREATE TABLE keyless (a int)",
        "CREATE TABLE late (a int, PRIMARY KEY (a) DEFERRABLE)");

    assertThat(table("identity").replicaIdentity()).isEqualTo(new ReplicaIdentity.Key(Set.of("a")));
    database.execute("ALTER TABLE identity REPLICA IDENTITY USING INDEX identity_b");
    assertThat(table("identity").replicaIdentity()).isEqualTo(new ReplicaIdentity.Key(Set.of("b")));
    database.execute("DROP INDEX identity_b");
    assertThat(table("identity").replicaIdentity()).isEqualTo(new ReplicaIdentity.None());
    database.execute("ALTER TABLE identity REPLICA IDENTITY FULL");
    assertThat(table("identity").replicaIdentity()).isEqualTo(new ReplicaIdentity.Full());
    database.execute("ALTER TABLE identity REPLICA IDENTITY NOTHING");
    assertThat(table("identity").replicaIdentity()).isEqualTo(new ReplicaIdentity.None());
    assertThat(table("keyless").replicaIdentity()).isEqualTo(new ReplicaIdentity.None());
    assertThat(table("late").replicaIdentity()).isEqualTo(new ReplicaIdentity.None());
  }

  @Test
  void everyKindOfItemIsToldApart() throws SQLException {
    database.execute(
        "CREATE TABLE parts (a int) PARTITION BY LIST (a)",
        "CREATE TABLE part PARTITION OF parts FOR VALUES IN (1)",
        "CREATE VIEW shown AS SELECT 1 AS a",
        "CREATE MATERIALIZED VIEW kept AS SELECT 1 AS a",
        "CREATE UNLOGGED TABLE fast (a int)",
        "CREATE SEQUENCE numbers",
        "CREATE TYPE pair AS (a int, b int)",
        "CREATE FOREIGN DATA WRAPPER elsewhere",
        "CREATE SERVER there FOREIGN DATA WRAPPER elsewhere",
        "CREATE FOREIGN TABLE remote (a int) SERVER there",
        "CREATE TABLE empty ()");
    try (var statement = session.createStatement()) {
      statement.execute("CREATE TEMPORARY TABLE brief (a int)");
    }
    var temporary =
        database.value("SELECT relnamespace::regnamespace FROM pg_class WHERE relname = 'brief'");

    assertThat(table("empty").kind()).isEqualTo(Kind.ORDINARY);
    assertThat(table("parts").kind()).isEqualTo(Kind.PARTITIONED);
    assertThat(table("part").kind()).isEqualTo(Kind.PARTITION);
    assertThat(table("shown").kind()).isEqualTo(Kind.VIEW);
    assertThat(table("kept").kind()).isEqualTo(Kind.MATERIALIZED_VIEW);
    assertThat(table("remote").kind()).isEqualTo(Kind.FOREIGN);
    assertThat(table("fast").kind()).isEqualTo(Kind.UNLOGGED);
    assertThat(table(temporary + ".brief").kind()).isEqualTo(Kind.TEMPORARY);
    assertThat(table("numbers").kind()).isEqualTo(Kind.OTHER);
    assertThat(table("pair").kind()).isEqualTo(Kind.OTHER);
    assertThat(table("pg_catalog.pg_class").kind()).isEqualTo(Kind.SYSTEM_CATALOG);
    assertThat(table("pg_catalog.pg_tables").kind()).isEqualTo(Kind.SYSTEM_CATALOG);
    assertThat(table("information_schema.columns").kind()).isEqualTo(Kind.SYSTEM_CATALOG);
    assertThat(table("pg_toast.pg_toast_1255").kind()).isEqualTo(Kind.SYSTEM_CATALOG);
  }

  @Test
  void namesAreTakenAsTheyAre() throws SQLException {
    database.execute(
        "CREATE SCHEMA \"My Shop\"", "CREATE TABLE \"My Shop\".\"O'rders\" (\"A\" int)");

    var table = catalog.table(new TableName("My Shop", "O'rders")).orElseThrow();

    assertThat(table.column("A")).isPresent();
    assertThat(catalog.table(TableName.parse("public.missing"))).isEmpty();
  }

  @Test
  void severalTablesAreFoundByOidInOneLook() throws SQLException {
    database.execute("CREATE TABLE a (x int)", "CREATE TABLE b (y int)");
    long a = table("a").oid();
    long b = table("b").oid();

    assertThat(catalog.tables(List.of(b, a, 1L << 31)))
        .containsOnlyKeys(a, b)
        .containsEntry(a, table("a"));
  }

  @Test
  void theServerTellsWhatItCanDoAndWhatTheRoleMay() throws SQLException {
    var server = catalog.server();

    assertThat(server.versionNum()).isGreaterThan(130000);
    assertThat(server.walLevel()).isEqualTo("logical");
    assertThat(server.maxReplicationSlots()).isEqualTo(20);
    assertThat(server.freeReplicationSlots()).isBetween(1, 20);
    assertThat(server.freeWalSenders()).isBetween(1, 20);
    assertThat(server.inRecovery()).isFalse();
    assertThat(server.mayReplicate()).isTrue();
    assertThat(server.mayCreatePublications()).isTrue();
  }

  @Test
  void aPlainRoleMayNeitherReplicateNorPublishButMayLook() throws SQLException {
    database.execute(
        "CREATE TABLE orders (id int PRIMARY KEY)",
        "DO $$ BEGIN CREATE ROLE plain LOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$");
    long orders = table("orders").oid();
    var parameters = database.parameters("plain");
    var url =
        "jdbc:postgresql://%s:%d/%s"
            .formatted(parameters.host(), parameters.port(), parameters.database());

    try (var plain = DriverManager.getConnection(url, "plain", "secret")) {
      var asPlain = new Catalog(plain);

      assertThat(asPlain.server().mayReplicate()).isFalse();
      assertThat(asPlain.server().mayCreatePublications()).isFalse();
      assertThat(asPlain.owns(orders)).isFalse();
      assertThat(asPlain.table(TableName.parse("orders"))).contains(table("orders"));
      assertThat(asPlain.domain()).isEqualTo(catalog.domain());
    }
    assertThat(catalog.owns(orders)).isTrue();
  }

  @Test
  void theDomainIsTheClusterAndTheDatabase() throws SQLException {
    try (var other = Database.create();
        var otherSession = other.connect()) {
      var domain = catalog.domain();
      var otherDomain = new Catalog(otherSession).domain();

      assertThat(otherDomain.systemIdentifier()).isEqualTo(domain.systemIdentifier());
      assertThat(otherDomain.databaseOid()).isNotEqualTo(domain.databaseOid());
      assertThat(catalog.timeline()).isEqualTo(1);
    }
  }

  private Table table(String name) throws SQLException {
    return catalog.table(TableName.parse(name)).orElseThrow();
  }

  private static Table.Column column(
      String name,
      String sqlType,
      ColumnType type,
      boolean nullable,
      boolean generated,
      boolean toastable) {
    return new Table.Column(name, sqlType, Optional.of(type), nullable, generated, toastable);
  }
}
