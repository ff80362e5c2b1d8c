package dev.headgate.cli.sql;

import static dev.headgate.cli.Golden.assertThatIsGolden;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headgate.api.v1alpha1.LocalReference;
import dev.headgate.api.v1alpha1.Sink;
import dev.headgate.api.v1alpha1.SinkSpec;
import dev.headgate.cli.change.Refusal;
import dev.headgate.cli.sql.Statement.CreateSink;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class CreateSinkTest {

  private static final String DOCUMENTED =
      "CREATE SINK avro_sink FROM matview_1 INTO KAFKA CONNECTION kafka_connection (TOPIC"
          + " 'test_avro_topic') KEY (key_col) FORMAT AVRO USING CONFLUENT SCHEMA REGISTRY"
          + " CONNECTION csr ENVELOPE UPSERT";

  @Test
  void theDocumentedStatementIsASink() {
    assertThatIsGolden("sql/documented.yaml", yaml(sink(DOCUMENTED)));
  }

  @Test
  void everythingThatASinkCanHaveIsTaken() throws IOException {
    var text = new StringBuilder();
    for (var sql : ParserTest.statements("accepted.sql")) {
      text.append(sql).append("\n").append(yaml(sink(sql))).append("\n");
    }
    assertThatIsGolden("sql/accepted.txt", text.toString());
  }

  @Test
  void whatNoSinkCanDoIsRefusedByName() throws IOException {
    var text = new StringBuilder();
    for (var sql : ParserTest.statements("refused.sql")) {
      assertThatThrownBy(() -> sink(sql))
          .as(sql)
          .isInstanceOf(Refusal.class)
          .satisfies(e -> text.append(sql).append("\n").append(e.getMessage()).append("\n\n"));
    }
    assertThatIsGolden("sql/refused.txt", text.toString());
  }

  @Property
  void whatIsShownMakesTheSameSink(@ForAll("sinks") Sink sink) {
    var again = sink(StatementOfSink.of(sink));

    assertThat(again.getMetadata().getName()).isEqualTo(sink.getMetadata().getName());
    assertThat(again.getSpec()).isEqualTo(sink.getSpec());
  }

  @Test
  void whatSqlHasNoWordsForIsToldInComments() {
    var spec =
        new KubernetesSerialization()
            .unmarshal(
                """
                apiVersion: headgate.dev/v1alpha1
                kind: Sink
                metadata: {name: avro-sink}
                spec:
                  from: {name: matview-1}
                  into: {kafka: {connection: {name: kafka}, topic: t, deadLetterTopic: letters}}
                  key: {columns: [key_col, "Upper"]}
                  format: {avro: {registry: {name: csr}}}
                  envelope: Upsert
                  snapshot: true
                  onValueError: SkipAndRecord
                  cutover: {timeout: 10m, mode: Refresh, maxStaleKeys: 5, attempt: 3}
                  paused: true
                """,
                Sink.class);

    assertThatIsGolden("sql/comments.sql", StatementOfSink.of(spec) + "\n");
  }

  @Provide
  static Arbitrary<Sink> sinks() {
    var name =
        Arbitraries.of("a", "avro-sink", "1-a", "select", "key", "a.b-c", "x9", "in", "format");
    var kafka =
        Combinators.combine(
                name,
                Arbitraries.of("t", "test_avro_topic", "A.b-c"),
                Arbitraries.of(1, 3, 100_000).injectNull(0.5),
                Arbitraries.of(1, 32_767).injectNull(0.5),
                config().injectNull(0.5))
            .as(
                (connection, topic, partitions, factor, config) ->
                    new SinkSpec.Kafka(
                        new LocalReference(connection), topic, partitions, factor, config, null));
    var columns = Arbitraries.strings().withChars("aB_\"' ,-é1").ofMinLength(1).ofMaxLength(6);
    return Combinators.combine(
            name,
            name,
            kafka,
            columns.list().ofMinSize(1).ofMaxSize(3),
            name,
            Arbitraries.of(true, false).injectNull(0.3))
        .as(
            (sink, from, into, key, registry, snapshot) ->
                of(
                    sink,
                    new SinkSpec(
                        new LocalReference(from),
                        new SinkSpec.Into(into),
                        new SinkSpec.Key(key),
                        new SinkSpec.Format(new SinkSpec.Avro(new LocalReference(registry))),
                        "Upsert",
                        snapshot,
                        null,
                        null,
                        null,
                        null)));
  }

  private static Arbitrary<Map<String, String>> config() {
    var text = Arbitraries.strings().withChars("ab.'\"-; ]=>").ofMaxLength(5);
    return Arbitraries.maps(text, text).ofMaxSize(3);
  }

  private static Sink of(String name, SinkSpec spec) {
    var sink = new Sink();
    sink.setMetadata(new ObjectMetaBuilder().withName(name).build());
    sink.setSpec(spec);
    return sink;
  }

  private static Sink sink(String sql) {
    return SinkOfStatement.of((CreateSink) Parser.parse(sql).getFirst(), "default");
  }

  private static String yaml(Sink sink) {
    return new KubernetesSerialization().asYaml(sink);
  }
}
