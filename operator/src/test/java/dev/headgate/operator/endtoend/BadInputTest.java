package dev.headgate.operator.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.headgate.testkit.kafka.KafkaServer;
import dev.headgate.testkit.load.TestDatabase;
import dev.headgate.testkit.postgres.PostgresServer;
import dev.headgate.testkit.registry.SchemaRegistryServer;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What a user reads in the status of a Sink that cannot begin, word by word. All Sinks are applied
 * at once, each in a namespace of its own; each test waits for one of them.
 */
@SharedPlatform
class BadInputTest {

  /** Nothing listens there. */
  private static final String DEAD = "127.0.0.1:1";

  private static final Map<String, Tenant> TENANTS = new LinkedHashMap<>();

  private static Platform platform;
  private static KafkaServer kafka;
  private static SchemaRegistryServer registry;
  private static TestDatabase database;
  private static PostgresServer withoutDecoding;
  private static PostgresServer withoutSlot;

  @BeforeAll
  static void applyEverything(
      Platform sharedPlatform,
      KafkaServer sharedKafka,
      PostgresServer postgres,
      SchemaRegistryServer sharedRegistry)
      throws SQLException {
    kafka = sharedKafka;
    registry = sharedRegistry;
    platform = sharedPlatform;
    database = TestDatabase.create(postgres);
    database.execute(
        "CREATE TABLE good (key_col bigint PRIMARY KEY, note text)",
        "CREATE VIEW a_view AS SELECT * FROM good",
        "CREATE MATERIALIZED VIEW a_matview AS SELECT * FROM good",
        "CREATE TABLE not_unique (key_col bigint NOT NULL, note text)",
        "ALTER TABLE not_unique REPLICA IDENTITY FULL",
        "CREATE TABLE nullable (key_col bigint UNIQUE, note text)",
        "ALTER TABLE nullable REPLICA IDENTITY FULL",
        "CREATE TABLE no_identity (key_col bigint NOT NULL UNIQUE, note text)",
        "CREATE TABLE other_columns (id bigint PRIMARY KEY, note text)",
        "CREATE TABLE with_point (key_col bigint PRIMARY KEY, place point)");
    withoutDecoding = PostgresServer.launch(Map.of("wal_level", "replica"));
    withoutDecoding.execute("postgres", "CREATE TABLE good (key_col bigint PRIMARY KEY)");
    withoutSlot = PostgresServer.launch(Map.of("max_replication_slots", "1"));
    withoutSlot.execute(
        "postgres",
        "CREATE TABLE good (key_col bigint PRIMARY KEY)",
        "SELECT pg_create_logical_replication_slot('taken', 'pgoutput')");
    refusals().forEach(BadInputTest::applyOne);
  }

  private static void applyOne(Arguments refusal) {
    var tenant = tenant((String) refusal.get()[0]);
    tenant.apply((String) refusal.get()[1]);
    tenant.applySink("matview-1");
  }

  private static Tenant tenant(String namespace) {
    var tenant = Tenant.in(platform, namespace);
    TENANTS.put(namespace, tenant);
    return tenant;
  }

  @AfterAll
  static void leaveNothing() throws SQLException {
    platform.operator().stop();
    TENANTS.values().forEach(Tenant::forceAway);
    platform.operator().start();
    withoutDecoding.close();
    withoutSlot.close();
    database.close();
  }

  static Stream<Arguments> refusals() {
    return Stream.of(
        // What the operator finds.
        refused(
            "no-relation",
            connections(),
            "created",
            "RelationNotFound",
            "Relation matview-1 does not exist in namespace no-relation: create it, or name another"
                + " in spec.from; it is taken up as soon as it appears"),
        refused(
            "no-table",
            connections() + shows("nothing"),
            "stalled",
            "TableNotFound",
            """
            Relation matview-1 cannot be read: there is no table public.nothing, or the role may not see its schema.
              Create the table, or grant USAGE on schema public to the role.\
            """),
        refused(
            "catalog",
            connections() + shows("pg_catalog.pg_class"),
            "stalled",
            "CatalogObject",
            """
            Relation matview-1 cannot be written to a sink: a sink cannot be created directly on a catalog object, and pg_catalog.pg_class is one.
              Copy what you need into a table, and let a Relation show that table.\
            """),
        refused(
            "a-view",
            connections() + shows("a_view"),
            "stalled",
            "NotATable",
            """
            Relation matview-1 cannot be written to a sink: public.a_view is a view, and its changes are not in the write-ahead log.
              Show one of its tables with columns chosen, or a table that triggers or pg_ivm keep.\
            """),
        refused(
            "a-matview",
            connections() + shows("a_matview"),
            "stalled",
            "NotATable",
            """
            Relation matview-1 cannot be written to a sink: public.a_matview is a materialized view, and its changes are not in the write-ahead log.
              Show one of its tables with columns chosen, or a table that triggers or pg_ivm keep.\
            """),
        refused(
            "no-identity",
            connections() + shows("no_identity"),
            "stalled",
            "NoReplicaIdentity",
            """
            public.no_identity cannot be published: it has no replica identity, so every UPDATE and DELETE of the application would fail.
              Add a primary key, or run ALTER TABLE "public"."no_identity" REPLICA IDENTITY FULL.\
            """),
        refused(
            "point",
            connections() + shows("with_point"),
            "stalled",
            "UnsupportedType",
            """
            Relation matview-1 cannot be written to a sink: column "place" of public.with_point has the type point, which is not supported.
              Create a Relation that lists the columns to write in spec.postgres.columns.\
            """),
        refused(
            "wrong-password",
            good()
                .replace(
                    Manifests.secret("postgres", "postgres"),
                    Manifests.secret("postgres", "wrong")),
            "stalled",
            "AuthenticationFailed",
            "Connection shop: "
                + where()
                + " does not let role postgres in (FATAL: password authentication failed for user"
                + " \"postgres\"): correct the Connection's Secret, or the role and its password in"
                + " the database"),
        refused(
            "no-such-database",
            good().replace("database: \"" + database.name(), "database: \"nowhere"),
            "stalled",
            "DatabaseNotFound",
            "Connection shop: "
                + server()
                + "/nowhere does not exist on its server: create the database, or name another one"
                + " in the Connection"),
        refused(
            "dead-database",
            good().replace("port: " + database.server().port(), "port: 1"),
            "stalled",
            "Unreachable",
            "Connection shop: "
                + DEAD
                + "/"
                + database.name()
                + " does not answer (Connection refused): see that the server runs and can be"
                + " reached from here, and that host and port are right in the Connection"),
        refused(
            "no-wal-level",
            good()
                .replace(
                    postgres(database), postgres(new TestDatabase(withoutDecoding, "postgres"))),
            "stalled",
            "ServerNotReady",
            """
            The server's changes cannot be read: wal_level is replica, logical decoding needs logical.
              Run ALTER SYSTEM SET wal_level = logical, and restart the server.\
            """),
        refused(
            "kind-mixed-up",
            good()
                .replace(
                    Manifests.registry(registry.url().toString()),
                    postgres(database).replace("name: shop}\nspec", "name: csr}\nspec")),
            "stalled",
            "WrongKindOfConnection",
            "Connection csr is postgres, but schemaRegistry is needed here: name a Connection of"
                + " that kind"),
        // What the worker finds.
        refused(
            "not-unique",
            connections() + shows("not_unique"),
            "stalled",
            "Retrying",
            """
            Relation matview-1 cannot be written to this sink: the key (key_col) could not be proven to be unique; public.not_unique has no unique key.
              Take a key that holds all columns of a unique one, or create a unique index on NOT NULL columns.\
            """),
        refused(
            "nullable",
            connections() + shows("nullable"),
            "stalled",
            "Retrying",
            """
            Relation matview-1 cannot be written to this sink: column "key_col" is part of the key and may be NULL.
              Run ALTER TABLE "public"."nullable" ALTER COLUMN "key_col" SET NOT NULL, or create the Sink with another key.
            Relation matview-1 cannot be written to this sink: the key (key_col) could not be proven to be unique; public.nullable has no unique key.
              Take a key that holds all columns of a unique one, or create a unique index on NOT NULL columns.\
            """),
        refused(
            "no-key-column",
            connections() + shows("other_columns"),
            "stalled",
            "Retrying",
            """
            Relation matview-1 cannot be written to this sink: it has no column "key_col", which is part of the key.
              Name a Relation in spec.from that has the column; this one has (id, note).\
            """),
        refused(
            "dead-broker",
            good().replace(kafka.bootstrapServers(), DEAD),
            "stalled",
            "Retrying",
            "Kafka at 127.0.0.1:1 did not answer while describing features: Timed out waiting for a"
                + " node assignment. Call: describeFeatures. Check the address, the network between"
                + " and the brokers."),
        refused(
            "unknown-broker",
            good().replace(kafka.bootstrapServers(), "kafka.invalid:9092"),
            "stalled",
            "Retrying",
            "No client of Kafka at kafka.invalid:9092 can be made: No resolvable bootstrap urls"
                + " given in bootstrap.servers. Correct bootstrapServers or the properties of the"
                + " Connection."),
        refused(
            "dead-registry",
            good().replace(registry.url().toString(), "http://" + DEAD),
            "stalled",
            "Retrying",
            "Schema registry http://127.0.0.1:1 did not answer while registering the schema of"
                + " subject dead-registry-key: connection refused. Check the address, the network"
                + " between and the registry."),
        refused(
            "refused-property",
            good().replace("      max.block.ms", "      acks: \"1\"\n      max.block.ms"),
            "stalled",
            "Retrying",
            "Kafka client properties [acks] cannot be set: exactly-once depends on them. Remove"
                + " them from the Connection."),
        refused(
            "no-slot",
            good().replace(postgres(database), postgres(new TestDatabase(withoutSlot, "postgres"))),
            "stalled",
            "Retrying",
            """
            All 1 replication slots of the server are taken.
              Raise max_replication_slots and restart PostgreSQL, or drop slots that nobody uses (pg_replication_slots).\
            """));
  }

  private static Arguments refused(
      String namespace, String manifests, String status, String reason, String error) {
    return arguments(namespace, manifests, status, reason, error);
  }

  private static String good() {
    return connections() + shows("good");
  }

  private static String connections() {
    return Manifests.connections(
        database, kafka.bootstrapServers(), registry.url(), "progress-" + database.name());
  }

  private static String postgres(TestDatabase there) {
    return Manifests.postgres(there.server().host(), there.server().port(), there.name());
  }

  private static String server() {
    return database.server().host() + ":" + database.server().port();
  }

  private static String where() {
    return server() + "/" + database.name();
  }

  private static String shows(String table) {
    return "---\n" + Manifests.relation("matview-1", table);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("refusals")
  void theStatusSaysWhatIsWrongAndWhatToDo(
      String namespace, String manifests, String status, String reason, String error) {
    var seen = TENANTS.get(namespace).untilError(error);

    assertThat(seen.status()).isEqualTo(status);
    var ready = Tenant.condition(seen, "Ready");
    assertThat(ready.getStatus()).isEqualTo("False");
    assertThat(ready.getReason()).isEqualTo(reason);
    assertThat(ready.getMessage()).isEqualTo(error);
  }

  @Test
  void aSinkThatWasAppliedFirstGoesOnStepByStepAsTheRestIsApplied() throws SQLException {
    var server = database.server();
    var tenant = tenant("step-by-step");

    tenant.applySink("matview-1");
    tenant.untilError(
        "Relation matview-1 does not exist in namespace step-by-step: create it, or name another in"
            + " spec.from; it is taken up as soon as it appears");

    tenant.apply(Manifests.relation("matview-1", "late"));
    tenant.untilError(
        "Connection shop does not exist in namespace step-by-step: create it; it is taken up as"
            + " soon as it appears");

    tenant.apply(postgres(database));
    tenant.untilError(
        "Secret shop, which Connection shop names, does not exist in namespace step-by-step: create"
            + " it");

    tenant.apply(Manifests.secret("postgres", "wrong"));
    tenant.untilReason("AuthenticationFailed");

    tenant.apply(Manifests.secret(server.superuser(), server.password()));
    tenant.untilReason("TableNotFound");

    database.execute("CREATE TABLE late (key_col bigint PRIMARY KEY, note text)");
    tenant.untilError(
        "Connection kafka does not exist in namespace step-by-step: create it; it is taken up as"
            + " soon as it appears");

    tenant.apply(Manifests.kafka(kafka.bootstrapServers(), "progress-" + database.name()));
    tenant.untilError(
        "Connection csr does not exist in namespace step-by-step: create it; it is taken up as soon"
            + " as it appears");

    tenant.apply(Manifests.registry(registry.url().toString()));
    var healed = tenant.untilReady();
    assertThat(healed.error()).isNull();
    assertThat(healed.status()).isEqualTo("running");

    tenant.delete();
    tenant.untilGone();
  }
}
