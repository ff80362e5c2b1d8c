package dev.headgate.operator.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.headgate.testkit.kafka.KafkaServer;
import dev.headgate.testkit.load.TestDatabase;
import dev.headgate.testkit.postgres.PostgresServer;
import dev.headgate.testkit.registry.SchemaRegistryServer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What becomes of a running Sink whose {@code spec.from} is edited to what it cannot show. */
@SharedPlatform
class RefusedEditTest {

  private static Platform platform;
  private static SinkUnderTest sink;

  @BeforeAll
  static void runASink(
      Platform shared, KafkaServer kafka, PostgresServer postgres, SchemaRegistryServer registry)
      throws Exception {
    platform = shared;
    var database = TestDatabase.withTables(postgres);
    sink = new SinkUnderTest(platform, kafka, registry, database);
    database.execute(
        "CREATE VIEW a_view AS SELECT * FROM matview_1",
        "CREATE TABLE other_key (key_col text PRIMARY KEY, note text)",
        "CREATE TABLE not_unique (key_col bigint NOT NULL, note text)",
        "ALTER TABLE not_unique REPLICA IDENTITY FULL");
    sink.applyReferences("matview_1");
    sink.apply(Manifests.relation("view", "a_view"));
    sink.apply(Manifests.relation("catalog", "pg_catalog.pg_class"));
    sink.apply(Manifests.relation("other-key", "other_key"));
    sink.apply(Manifests.relation("not-unique", "not_unique"));
    sink.applySink("matview-1");
    sink.untilReady("matview-1");
  }

  @AfterAll
  static void leaveNothing() throws Exception {
    sink.close();
  }

  static Stream<Arguments> refusals() {
    return Stream.of(
        arguments(
            "unknown",
            "RelationNotFound",
            "Relation unknown does not exist in namespace %s: create it, or name another in spec.from; it is taken up as soon as it appears"
                .formatted(sink.namespace())),
        arguments(
            "view",
            "NotATable",
            """
            Relation view cannot be written to a sink: public.a_view is a view, and its changes are not in the write-ahead log.
              Show one of its tables with columns chosen, or a table that triggers or pg_ivm keep.\
            """),
        arguments(
            "catalog",
            "CatalogObject",
            """
            Relation catalog cannot be written to a sink: a sink cannot be created directly on a catalog object, and pg_catalog.pg_class is one.
              Copy what you need into a table, and let a Relation show that table.\
            """),
        arguments(
            "other-key",
            "CandidateRefused",
            """
            Relation other-key cannot replace matview-1: its key would encode as {"type":"record","name":"row","fields":[{"name":"key_col","type":"string"}]}, the keys in the topic are {"type":"record","name":"row","fields":[{"name":"key_col","type":"long"}]}.
              Give the key's columns the names and types that matview-1 has.\
            """),
        arguments(
            "not-unique",
            "CandidateRefused",
            """
            Relation not-unique cannot be written to this sink: the key (key_col) could not be proven to be unique; public.not_unique has no unique key.
              Take a key that holds all columns of a unique one, or create a unique index on NOT NULL columns.\
            """));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("refusals")
  void theOldRelationFlowsOnUntilTheEditIsPutBack(String to, String reason, String message)
      throws Exception {
    sink.edit(to);

    var refused =
        sink.until(
            "Ready says: " + message,
            status -> message.equals(Tenant.condition(status, "Ready").getMessage()));
    assertThat(Tenant.condition(refused, "Ready").getStatus()).isEqualTo("False");
    assertThat(Tenant.condition(refused, "Ready").getReason()).isEqualTo(reason);
    assertThat(refused.status()).isEqualTo("running");
    assertThat(refused.error()).isNull();
    assertThat(refused.activeRelation()).isEqualTo("matview-1");
    sink.settle();
    assertThat(sink.status().orElseThrow().version()).isEqualTo(1);

    sink.edit("matview-1");

    assertThat(sink.untilReady("matview-1").version()).isEqualTo(1);
    sink.settle();
    sink.requireExact();
  }

  @Test
  void aSecondSinkOnTheSameTopicDoesNotBegin() {
    var second = new Tenant(platform, sink.namespace(), "second");

    second.applySink("matview-1", sink.topic());

    var refused = second.untilReason("TopicTaken");
    assertThat(refused.status()).isEqualTo("stalled");
    assertThat(refused.error())
        .isEqualTo(
            ("Sink %s/avro-sink writes to topic %s of this Kafka cluster already; two sinks would"
                    + " overwrite each other's keys.\n"
                    + "  Delete this Sink and create it with another topic.")
                .formatted(sink.namespace(), sink.topic()));

    second.delete();
    second.untilGone();
  }
}
