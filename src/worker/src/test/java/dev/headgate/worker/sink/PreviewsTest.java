package dev.headgate.worker.sink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.dataflow.plan.Planning;
import dev.headgate.dataflow.plan.SinkPlan;
import dev.headgate.dataflow.preview.KeyDifference.Counted;
import dev.headgate.dataflow.preview.KeyDifference.Keys;
import dev.headgate.dataflow.preview.Preview;
import dev.headgate.dataflow.preview.SubjectVerdict;
import dev.headgate.dataflow.relation.Relation;
import dev.headgate.dataflow.relation.TableName;
import dev.headgate.dataflow.sink.Connections;
import dev.headgate.dataflow.sink.Definition;
import dev.headgate.dataflow.sink.SinkId;
import dev.headgate.dataflow.sink.SinkSpec;
import dev.headgate.dataflow.sink.Version;
import dev.headgate.postgres.preview.PreviewLimits;
import dev.headgate.testkit.junit.SharedServers;
import dev.headgate.testkit.postgres.PostgresServer;
import dev.headgate.testkit.registry.SchemaRegistryServer;
import java.net.http.HttpClient;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** On a real database and a real registry. */
@SharedServers
class PreviewsTest {

  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

  private final PostgresServer postgres;
  private final SchemaRegistryServer registry;
  private final String database = "db_" + UUID.randomUUID().toString().replace("-", "");
  private Source source;

  PreviewsTest(PostgresServer postgres, SchemaRegistryServer registry) {
    this.postgres = postgres;
    this.registry = registry;
  }

  @BeforeEach
  void tables() throws SQLException {
    postgres.createDatabase(database);
    postgres.execute(
        database,
        "CREATE TABLE old (id int PRIMARY KEY, tier text NOT NULL)",
        "CREATE TABLE new (id int PRIMARY KEY, tier int NOT NULL)",
        "INSERT INTO old VALUES (1, '1'), (2, '2')",
        "INSERT INTO new VALUES (1, 1), (3, 3)");
    source = Source.connect(SinkId.of("t", "d", database), connections("").postgres(), "i");
  }

  @AfterEach
  void close() throws Exception {
    source.close();
  }

  @Test
  void aPreviewTellsOfSchemaRegistryAndContents() throws Exception {
    var url = registry.url().toString();
    var old = plan("old", url);
    schemas(url).register(old);

    var preview = preview(url, old, plan("new", url));

    assertThat(preview.schema().key()).isEmpty();
    assertThat(preview.schema().value()).singleElement().hasToString("tier text -> tier integer");
    assertThat(preview.registry().getFirst())
        .isEqualTo(new SubjectVerdict.Compatible(database + "-key"));
    assertThat(preview.registry().getLast())
        .isInstanceOfSatisfying(
            SubjectVerdict.Incompatible.class,
            verdict -> assertThat(verdict.subject()).isEqualTo(database + "-value"));
    assertThat(preview.keys())
        .isEqualTo(
            new Counted(
                1, 3, Keys.NONE, new Keys(1, List.of("(id=3)")), new Keys(1, List.of("(id=2)"))));
    assertThat(preview.at()).isEqualTo(NOON);
    assertThat(preview.took()).isEqualTo(Duration.ofMillis(7));
  }

  @Test
  void aRegistryThatDoesNotAnswerIsPartOfThePreview() throws Exception {
    var nobody = "http://127.0.0.1:1";

    var preview = preview(nobody, plan("old", nobody), plan("new", nobody));

    assertThat(preview.registry())
        .allSatisfy(
            verdict ->
                assertThat(verdict)
                    .isInstanceOfSatisfying(
                        SubjectVerdict.Unknown.class,
                        unknown ->
                            assertThat(unknown.reason())
                                .startsWith("Schema registry " + nobody + " did not answer")));
    assertThat(preview.keys()).isInstanceOf(Counted.class);
  }

  private Preview preview(String url, SinkPlan from, SinkPlan to) {
    var nanos = new AtomicLong();
    return new Previews(
            source.comparison(PreviewLimits.DEFAULT),
            schemas(url),
            Clock.fixed(NOON, ZoneOffset.UTC),
            () -> nanos.getAndAdd(Duration.ofMillis(7).toNanos()))
        .preview(from, to);
  }

  private Schemas schemas(String url) {
    return new Schemas(connections(url).schemaRegistry(), HttpClient.newHttpClient());
  }

  private SinkPlan plan(String table, String url) throws SQLException {
    var spec =
        new SinkSpec(
            database, OptionalInt.empty(), OptionalInt.empty(), Map.of(), List.of("id"), true);
    var relation =
        new Relation(
            table,
            oid(table),
            new TableName("public", table),
            Stream.of("id", "tier").map(Relation.Column::same).toList());
    var planning = source.plan(new Definition(new Version(1), relation, spec, connections(url)));
    assertThat(planning).isInstanceOf(Planning.Planned.class);
    return ((Planning.Planned) planning).plan();
  }

  private long oid(String table) throws SQLException {
    try (var connection = postgres.connect(database);
        var statement = connection.createStatement();
        var row = statement.executeQuery("SELECT '%s'::regclass::oid".formatted(table))) {
      row.next();
      return row.getLong(1);
    }
  }

  private Connections connections(String url) {
    return new Connections(
        new Connections.Kafka("127.0.0.1:1", Map.of(), "progress", "", false),
        new Connections.SchemaRegistry(url, Optional.empty()),
        new Connections.Postgres(
            postgres.host(),
            postgres.port(),
            database,
            new Connections.Credentials(postgres.superuser(), postgres.password())));
  }
}
