package dev.headgate.operator.relation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.headgate.api.v1alpha1.Connection;
import dev.headgate.api.v1alpha1.ConnectionSpec;
import dev.headgate.api.v1alpha1.Credentials;
import dev.headgate.api.v1alpha1.LocalReference;
import dev.headgate.api.v1alpha1.PinnedRelation;
import dev.headgate.api.v1alpha1.Relation;
import dev.headgate.api.v1alpha1.RelationSpec;
import dev.headgate.dataflow.time.Domain;
import dev.headgate.operator.connection.ConnectionReader;
import dev.headgate.operator.event.EventRecorder;
import dev.headgate.testkit.junit.RequiresKubernetes;
import dev.headgate.testkit.junit.SharedServers;
import dev.headgate.testkit.kubernetes.KubernetesServer;
import dev.headgate.testkit.net.HeldPort;
import dev.headgate.testkit.postgres.PostgresServer;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.Operator;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@SharedServers
@RequiresKubernetes
class RelationReconcilerTest {

  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String ORDERS =
      "CREATE TABLE orders (id bigint PRIMARY KEY, tier text, amount numeric(10,2))";

  private final KubernetesServer kubernetes;
  private final PostgresServer postgres;
  private final KubernetesClient client;

  /** Each look at a Relation asks for the time once. */
  private final AtomicInteger looks = new AtomicInteger();

  private String namespace;
  private String database;
  private Operator operator;

  RelationReconcilerTest(KubernetesServer kubernetes, PostgresServer postgres) {
    this.kubernetes = kubernetes;
    this.postgres = postgres;
    this.client = kubernetes.client();
  }

  @BeforeEach
  void start() throws SQLException {
    kubernetes.apply(Path.of("..", "crds"));
    namespace = "relations-" + UUID.randomUUID();
    database = namespace.replace('-', '_');
    postgres.createDatabase(database);
    kubernetes.makeNamespace(namespace);
    operator = new Operator(o -> o.withKubernetesClient(client).withCloseClientOnStop(false));
    operator.register(
        new RelationReconciler(
            ConnectionReader.live(client),
            new EventRecorder(client, Instant::now, "test"),
            () -> {
              looks.incrementAndGet();
              return Instant.now();
            }),
        o -> o.settingNamespace(namespace));
    operator.start();
  }

  @AfterEach
  void stop() throws SQLException {
    operator.stop();
    client.namespaces().withName(namespace).delete();
    postgres.execute("postgres", "DROP DATABASE " + database + " WITH (FORCE)");
  }

  static Stream<Arguments> refusals() {
    return Stream.of(
        arguments(
            "a catalog object",
            "SELECT 1",
            "pg_catalog.pg_class",
            null,
            "CatalogObject",
            """
            Relation matview-1 cannot be written to a sink: a sink cannot be created directly on a catalog object, and pg_catalog.pg_class is one.
              Copy what you need into a table, and let a Relation show that table.\
            """),
        arguments(
            "a view",
            "CREATE VIEW recent AS SELECT * FROM orders",
            "recent",
            null,
            "NotATable",
            """
            Relation matview-1 cannot be written to a sink: public.recent is a view, and its changes are not in the write-ahead log.
              Show one of its tables with columns chosen, or a table that triggers or pg_ivm keep.\
            """),
        arguments(
            "a materialized view",
            "CREATE MATERIALIZED VIEW totals AS SELECT * FROM orders",
            "totals",
            null,
            "NotATable",
            """
            Relation matview-1 cannot be written to a sink: public.totals is a materialized view, and its changes are not in the write-ahead log.
              Show one of its tables with columns chosen, or a table that triggers or pg_ivm keep.\
            """),
        arguments(
            "a partitioned table",
            "CREATE TABLE parts (id bigint PRIMARY KEY) PARTITION BY HASH (id)",
            "parts",
            null,
            "NotATable",
            """
            Relation matview-1 cannot be written to a sink: public.parts is a partitioned table, and its rows belong to its partitions.
              Show a table that is not partitioned.\
            """),
        arguments(
            "an unsupported type",
            "CREATE TABLE spans (id bigint PRIMARY KEY, lasts interval)",
            "spans",
            null,
            "UnsupportedType",
            """
            Relation matview-1 cannot be written to a sink: column "lasts" of public.spans has the type interval, which is not supported.
              Create a Relation that lists the columns to write in spec.postgres.columns.\
            """),
        arguments(
            "an unknown column",
            "SELECT 1",
            "orders",
            "[\"id\", \"Tier\"]",
            "UnknownColumn",
            """
            Relation matview-1 cannot be read: public.orders has no column "Tier".
              Create a Relation that shows only columns of the table.\
            """),
        arguments(
            "an expression",
            "SELECT 1",
            "orders",
            "[{\"name\": \"tier\", \"expression\": \"upper(tier)\"}]",
            "InvalidColumns",
            "spec.postgres.columns[0]: expressions are not supported yet: show a plain column as"
                + " {name, column}"),
        arguments(
            "a table without columns",
            "CREATE TABLE nothing ()",
            "nothing",
            null,
            "InvalidColumns",
            "Relation matview-1 shows all columns of public.nothing, which has none: add columns to"
                + " the table"),
        arguments(
            "a name that is none",
            "SELECT 1",
            "a.b.c",
            null,
            "InvalidTable",
            "spec.postgres.table: \"a.b.c\" is not a table name: write schema.table"),
        arguments(
            "no replica identity",
            "CREATE TABLE bare (id bigint)",
            "bare",
            null,
            "NoReplicaIdentity",
            """
            public.bare cannot be published: it has no replica identity, so every UPDATE and DELETE of the application would fail.
              Add a primary key, or run ALTER TABLE "public"."bare" REPLICA IDENTITY FULL.\
            """));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("refusals")
  void whatCannotBeReadIsToldAndNotPinned(
      String what, String sql, String table, String columns, String reason, String message)
      throws Exception {
    connection(postgres.port(), database, "postgres");
    execute(ORDERS, sql);

    relation(table, columns);

    awaitReady("False", reason, message);
    assertThat(current().getStatus().resolved()).isNull();
  }

  @Test
  void aTableIsTakenUpAsSoonAsItIsCreated() throws Exception {
    connection(postgres.port(), database, "postgres");
    relation("orders", null);
    awaitReady(
        "False",
        "TableNotFound",
        """
        Relation matview-1 cannot be read: there is no table public.orders, or the role may not see its schema.
          Create the table, or grant USAGE on schema public to the role.\
        """);

    execute(ORDERS);

    awaitReady("True", "Resolved", "It shows table public.orders, OID " + oid("orders"));
    var pin = current().getStatus().resolved();
    assertThat(pin)
        .isEqualTo(
            new PinnedRelation(
                "public.orders", oid("orders"), columns("id", "tier", "amount"), pin.domain()));
    assertThat(pin.domain()).matches("\\d+/" + databaseOid());
  }

  @Test
  void chosenColumnsArePinnedUnderTheirNames() throws Exception {
    connection(postgres.port(), database, "postgres");
    execute(ORDERS);

    relation("orders", "[{\"name\": \"key_col\", \"column\": \"id\"}, \"tier\"]");

    awaitReady("True", "Resolved", "It shows table public.orders, OID " + oid("orders"));
    assertThat(current().getStatus().resolved().columns())
        .containsExactly(
            new PinnedRelation.Column("key_col", "id"), new PinnedRelation.Column("tier", "tier"));
  }

  @Test
  void aConnectionIsTakenUpAsSoonAsItIsCreated() throws Exception {
    execute(ORDERS);
    relation("orders", null);
    awaitReady(
        "False",
        "ConnectionNotFound",
        "Connection shop does not exist in namespace %s: create it; it is taken up as soon as it appears"
            .formatted(namespace));

    connection(postgres.port(), database, "postgres");

    awaitReady("True", "Resolved", "It shows table public.orders, OID " + oid("orders"));
  }

  @Test
  void aWrongPasswordHealsWithTheSecret() throws Exception {
    execute(ORDERS);
    connection(postgres.port(), database, "guess");
    relation("orders", null);
    awaitReady(
        "False",
        "AuthenticationFailed",
        "Connection shop: %s:%d/%s does not let role postgres in (FATAL: password authentication failed for user \"postgres\"): correct the Connection's Secret, or the role and its password in the database"
            .formatted(postgres.host(), postgres.port(), database));

    secret("postgres");

    awaitReady("True", "Resolved", "It shows table public.orders, OID " + oid("orders"));
  }

  @Test
  void anUnknownDatabaseIsTold() throws Exception {
    connection(postgres.port(), "nowhere", "postgres");

    relation("orders", null);

    awaitReady(
        "False",
        "DatabaseNotFound",
        "Connection shop: %s:%d/nowhere does not exist on its server: create the database, or name another one in the Connection"
            .formatted(postgres.host(), postgres.port()));
  }

  @Test
  void aRoleThatMayNotReplicateIsTold() throws Exception {
    execute(ORDERS, "CREATE ROLE plain LOGIN PASSWORD 'secret'");
    connection(postgres.port(), database, "plain", "secret");

    relation("orders", null);

    awaitReady(
        "False",
        "ServerNotReady",
        """
        Role plain may not replicate: it has not the attribute REPLICATION.
          Run ALTER ROLE "plain" REPLICATION, or name another role in the Connection.
        Role plain may not create publications: it has not the privilege CREATE on database %1$s.
          Run GRANT CREATE ON DATABASE "%1$s" TO "plain".\
        """
            .formatted(database));
  }

  @Test
  void aRoleThatMayNotAskForTheDomainIsToldTheGrant() throws Exception {
    execute(
        ORDERS,
        "CREATE ROLE shy LOGIN REPLICATION PASSWORD 'secret'",
        "GRANT CREATE ON DATABASE " + database + " TO shy",
        "REVOKE EXECUTE ON FUNCTION pg_catalog.pg_control_system() FROM PUBLIC");
    connection(postgres.port(), database, "shy", "secret");

    relation("orders", null);

    awaitReady(
        "False",
        "PermissionDenied",
        "Connection shop: role shy may not ask %s:%d/%s which server it is on: run GRANT EXECUTE ON FUNCTION pg_catalog.pg_control_system() TO \"shy\" in that database"
            .formatted(postgres.host(), postgres.port(), database));
  }

  @Test
  void aDatabaseThatGoesAwayLeavesThePinAndReadinessUnknown() throws Exception {
    execute(ORDERS);
    connection(postgres.port(), database, "postgres");
    relation("orders", null);
    awaitReady("True", "Resolved", "It shows table public.orders, OID " + oid("orders"));
    var pin = current().getStatus().resolved();

    int port = unusedPort();
    connection(port, database, "postgres");

    awaitReady(
        "Unknown",
        "Unreachable",
        "Connection shop: %s:%d/%s does not answer (Connection refused): see that the server runs and can be reached from here, and that host and port are right in the Connection"
            .formatted(postgres.host(), port, database));
    assertThat(current().getStatus().resolved()).isEqualTo(pin);
  }

  private static int unusedPort() {
    try (var held = HeldPort.any()) {
      return held.number();
    }
  }

  @Test
  void anotherDatabaseUnderTheConnectionIsNotLookedInto() throws Exception {
    execute(ORDERS);
    connection(postgres.port(), database, "postgres");
    relation("orders", null);
    awaitReady("True", "Resolved", "It shows table public.orders, OID " + oid("orders"));
    var pin = current().getStatus().resolved();

    connection(postgres.port(), "postgres", "postgres");

    var other =
        new Domain(
            Domain.parse(pin.domain()).systemIdentifier(),
            number("SELECT oid FROM pg_database WHERE datname = 'postgres'"));
    awaitReady(
        "False",
        "DatabaseReplaced",
        "Connection shop: %s:%d/postgres is database %s, Relation matview-1 is pinned to a table of %s: point the Connection at that database again, or create a new Relation"
            .formatted(postgres.host(), postgres.port(), other, pin.domain()));
    assertThat(current().getStatus().resolved()).isEqualTo(pin);
  }

  @Test
  void aReplacedTableIsShownAndNeverFollowed() throws Exception {
    execute(ORDERS);
    connection(postgres.port(), database, "postgres");
    relation("orders", null);
    long pinned = oid("orders");
    awaitReady("True", "Resolved", "It shows table public.orders, OID " + pinned);

    execute("DROP TABLE orders", ORDERS);
    touchConnection();

    awaitReady(
        "False",
        "TableReplaced",
        """
        Relation matview-1 no longer shows its table: public.orders has OID %d, the Relation is pinned to OID %d: the table was replaced or renamed.
          Create a new Relation for the table that has the name now, or rename the old one back.\
        """
            .formatted(oid("orders"), pinned));
    assertThat(current().getStatus().resolved().oid()).isEqualTo(pinned);
  }

  @Test
  void aRenamedTableIsReadyAgainUnderItsOldName() throws Exception {
    execute(ORDERS);
    connection(postgres.port(), database, "postgres");
    relation("orders", null);
    long pinned = oid("orders");
    awaitReady("True", "Resolved", "It shows table public.orders, OID " + pinned);

    execute("ALTER TABLE orders RENAME TO sales");
    touchConnection();
    awaitReady(
        "False",
        "TableReplaced",
        """
        Relation matview-1 no longer shows its table: public.orders, to which it is pinned by OID %d, was renamed to public.sales.
          Rename the table back, or create a new Relation for public.sales.\
        """
            .formatted(pinned));

    execute("ALTER TABLE sales RENAME TO orders");
    awaitReady("True", "Resolved", "It shows table public.orders, OID " + pinned);
  }

  @Test
  void anotherLookAtAnUnchangedWorldWritesNothing() throws Exception {
    execute(ORDERS);
    connection(postgres.port(), database, "postgres");
    relation("orders", null);
    awaitReady("True", "Resolved", "It shows table public.orders, OID " + oid("orders"));
    String version = current().getMetadata().getResourceVersion();

    awaitAnotherLook();
    awaitAnotherLook(); // begins only after the one before has ended

    assertThat(current().getMetadata().getResourceVersion()).isEqualTo(version);
  }

  private void awaitAnotherLook() {
    int before = looks.get();
    touchConnection();
    await("another look").atMost(LIMIT).until(() -> looks.get() > before);
  }

  private void touchConnection() {
    client
        .resources(Connection.class)
        .inNamespace(namespace)
        .withName("shop")
        .edit(
            connection -> {
              connection
                  .getMetadata()
                  .setAnnotations(Map.of("touched", UUID.randomUUID().toString()));
              return connection;
            });
  }

  private void awaitReady(String status, String reason, String message) {
    await("condition Ready of matview-1")
        .atMost(LIMIT)
        .untilAsserted(
            () ->
                assertThat(RelationStatuses.ready(current()))
                    .hasValueSatisfying(
                        ready -> {
                          assertThat(ready.getMessage()).isEqualTo(message);
                          assertThat(ready.getReason()).isEqualTo(reason);
                          assertThat(ready.getStatus()).isEqualTo(status);
                        }));
  }

  private Relation current() {
    return client.resources(Relation.class).inNamespace(namespace).withName("matview-1").get();
  }

  private void relation(String table, String columns) throws JsonProcessingException {
    var relation = new Relation();
    relation.setMetadata(metadata("matview-1"));
    relation.setSpec(
        new RelationSpec(
            new RelationSpec.Postgres(
                new LocalReference("shop"),
                table,
                columns == null ? null : List.of(JSON.readValue(columns, JsonNode[].class)))));
    client.resource(relation).create();
  }

  private void connection(int port, String name, String password) {
    connection(port, name, "postgres", password);
  }

  private void connection(int port, String name, String user, String password) {
    secret(user, password);
    var connection = new Connection();
    connection.setMetadata(metadata("shop"));
    connection.setSpec(
        new ConnectionSpec(
            null,
            null,
            new ConnectionSpec.Postgres(
                postgres.host(), port, name, new Credentials(new LocalReference("shop-login")))));
    client.resource(connection).serverSideApply();
  }

  private void secret(String password) {
    secret("postgres", password);
  }

  private void secret(String user, String password) {
    client
        .resource(
            new SecretBuilder()
                .withMetadata(metadata("shop-login"))
                .addToStringData("username", user)
                .addToStringData("password", password)
                .build())
        .serverSideApply();
  }

  private ObjectMeta metadata(String name) {
    return new ObjectMetaBuilder().withName(name).withNamespace(namespace).build();
  }

  private void execute(String... statements) throws SQLException {
    postgres.execute(database, statements);
  }

  private long oid(String table) throws SQLException {
    return number("SELECT '" + table + "'::regclass::oid");
  }

  private long databaseOid() throws SQLException {
    return number("SELECT oid FROM pg_database WHERE datname = current_database()");
  }

  private long number(String sql) throws SQLException {
    try (var session = postgres.connect(database);
        var statement = session.createStatement();
        var row = statement.executeQuery(sql)) {
      row.next();
      return row.getLong(1);
    }
  }

  private static List<PinnedRelation.Column> columns(String... names) {
    return Stream.of(names).map(name -> new PinnedRelation.Column(name, name)).toList();
  }
}
