package dev.headgate.api.v1alpha1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headgate.testkit.junit.RequiresKubernetes;
import dev.headgate.testkit.kubernetes.KubernetesServer;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a user hears from the API server, word by word, before any operator sees the resource. */
@RequiresKubernetes
class DefinitionsOnServerTest {

  private static final String NAMESPACE = "definitions";

  /** Maven runs tests in the module's own directory. */
  private static final Path CRDS = Path.of("../../crds");

  /** Said beside another problem. */
  private static final String NOT_ALL_CHECKED =
      "some validation rules were not checked because the object was invalid; correct the existing"
          + " errors to complete validation";

  private static final String SINK =
      """
      apiVersion: headgate.dev/v1alpha1
      kind: Sink
      metadata: {name: avro-sink}
      spec:
        from: {name: matview-1}
        into: {kafka: {connection: {name: kafka}, topic: test_avro_topic}}
        key: {columns: [key_col]}
        format: {avro: {registry: {name: csr}}}
        envelope: Upsert
      """;

  private static final String RELATION =
      """
      apiVersion: headgate.dev/v1alpha1
      kind: Relation
      metadata: {name: matview-1}
      spec:
        postgres:
          connection: {name: shop}
          table: public.matview_1
          columns: [key_col, {name: tier, column: class}]
      """;

  private static final String RELATION_CANNOT_CHANGE =
      "<nil>: Invalid value: the spec of a Relation cannot be changed: create another Relation and"
          + " name it in spec.from of the Sink";

  private static final String ONE_KIND =
      "spec: Invalid value: a Connection is exactly one of kafka, schemaRegistry and postgres: set"
          + " that one";

  private static final String KAFKA =
      """
      apiVersion: headgate.dev/v1alpha1
      kind: Connection
      metadata: {name: kafka}
      spec: {kafka: {bootstrapServers: "kafka:9092"}}
      """;

  private static final String POSTGRES =
      """
      apiVersion: headgate.dev/v1alpha1
      kind: Connection
      metadata: {name: shop}
      spec: {postgres: {host: db, database: shop, credentials: {secret: {name: shop}}}}
      """;

  private final KubernetesServer kubernetes;
  private final KubernetesClient client;

  DefinitionsOnServerTest(KubernetesServer kubernetes) {
    this.kubernetes = kubernetes;
    this.client = kubernetes.client();
  }

  @BeforeAll
  static void install(KubernetesServer kubernetes) {
    kubernetes.apply(CRDS);
    kubernetes.makeNamespace(NAMESPACE);
  }

  @BeforeEach
  void leaveNothing() {
    for (var kind : List.of(Sink.class, Relation.class, Connection.class)) {
      client.resources(kind).inNamespace(NAMESPACE).delete();
    }
  }

  @Test
  void everyKindIsEstablishedWithoutAComplaintAboutItsSchema() {
    var definitions = client.apiextensions().v1().customResourceDefinitions().list().getItems();

    assertThat(definitions)
        .filteredOn(definition -> definition.getSpec().getGroup().equals(Api.GROUP))
        .hasSize(3)
        .allSatisfy(
            definition ->
                assertThat(definition.getStatus().getConditions())
                    .extracting(condition -> condition.getType() + "=" + condition.getStatus())
                    .contains("NamesAccepted=True", "Established=True")
                    .doesNotContain("NonStructuralSchema=True"));
  }

  @Test
  void whatASinkLeavesOutGetsItsDefault() {
    apply(SINK);

    var spec = get(Sink.class, "avro-sink").getSpec();
    assertThat(spec.snapshot()).isTrue();
    assertThat(spec.onValueError()).isEqualTo("Stall");
    assertThat(spec.cutover()).isEqualTo(cutover(0));
  }

  @Test
  void whatACutoverLeavesOutGetsItsDefault() {
    apply(SINK + "  cutover: {attempt: 3}\n");

    assertThat(get(Sink.class, "avro-sink").getSpec().cutover()).isEqualTo(cutover(3));
  }

  @Test
  void whatAConnectionLeavesOutGetsItsDefault() {
    apply(KAFKA);
    apply(POSTGRES);

    assertThat(get(Connection.class, "kafka").getSpec().kafka().progressTopic())
        .isEqualTo("headgate-progress");
    assertThat(get(Connection.class, "kafka").getSpec().kafka().allowUnsafeTransactions())
        .isFalse();
    assertThat(get(Connection.class, "shop").getSpec().postgres().port()).isEqualTo(5432);
  }

  @Test
  void whatBecomesOfValueErrorsMayChange() {
    apply(SINK);

    patch(SINK, "{onValueError: SkipAndRecord, into: {kafka: {deadLetterTopic: letters}}}");
    patch(SINK, "{into: {kafka: {deadLetterTopic: other_letters}}}");
    assertThat(get(Sink.class, "avro-sink").getSpec().into().kafka().deadLetterTopic())
        .isEqualTo("other_letters");
    patch(SINK, "{onValueError: Stall, into: {kafka: {deadLetterTopic: null}}}");

    assertThat(get(Sink.class, "avro-sink").getSpec().onValueError()).isEqualTo("Stall");
  }

  @Test
  void columnsMayBeNamesOrObjects() {
    apply(RELATION);

    assertThat(get(Relation.class, "matview-1").getSpec().postgres().columns())
        .extracting(JsonNode::toString)
        .containsExactly("\"key_col\"", "{\"column\":\"class\",\"name\":\"tier\"}");
  }

  private static SinkSpec.Cutover cutover(int attempt) {
    return new SinkSpec.Cutover(
        "10m", attempt, "Automatic", null, "BeforeCutover", "0s", null, null, null, 0, "Forward");
  }

  static Stream<Arguments> invalid() {
    return Stream.of(
        arguments(
            "no key",
            SINK.replace("  key: {columns: [key_col]}\n", ""),
            "spec.key: Required value"),
        arguments(
            "schemas checked after contents are written",
            SINK + "  cutover: {mode: Refresh, schemaCheck: AfterCutover}\n",
            "spec.cutover: Invalid value: cutover.mode Reconcile and Refresh write the new"
                + " relation's rows at the cutover, so its schemas must be accepted before it: set"
                + " schemaCheck to BeforeCutover"),
        arguments(
            "an empty key",
            SINK.replace("[key_col]", "[]"),
            "spec.key.columns: Invalid value: 0: spec.key.columns in body should have at least 1"
                + " items"),
        arguments(
            "a key without columns",
            SINK.replace("{columns: [key_col]}", "{}"),
            "spec.key.columns: Required value"),
        arguments(
            "an unknown envelope",
            SINK.replace("Upsert", "Debezium"),
            "spec.envelope: Unsupported value: \"Debezium\": supported values: \"Upsert\""),
        arguments(
            "a topic with a space",
            SINK.replace("test_avro_topic", "my topic"),
            "spec.into.kafka.topic: Invalid value: \"my topic\": the name of a topic has only"
                + " letters of ASCII, digits, '.', '_' and '-'"),
        arguments(
            "no partitions",
            SINK.replace("topic: test", "partitions: 0, topic: test"),
            "spec.into.kafka.partitions: Invalid value: 0: spec.into.kafka.partitions in body"
                + " should be greater than or equal to 1"),
        arguments(
            "a bad timeout",
            SINK + "  cutover: {timeout: 10 minutes}\n",
            "spec.cutover.timeout: Invalid value: \"10 minutes\": write a time such as 90s, 10m or"
                + " 1h30m; 0s: for ever"),
        arguments(
            "a negative attempt",
            SINK + "  cutover: {attempt: -1}\n",
            "spec.cutover.attempt: Invalid value: -1: spec.cutover.attempt in body should be"
                + " greater than or equal to 0"),
        arguments(
            "a treatment of value errors that there is not",
            SINK + "  onValueError: Skip\n",
            "spec.onValueError: Unsupported value: \"Skip\": supported values: \"SkipAndRecord\","
                + " \"Stall\""),
        arguments(
            "rows skipped without a record",
            SINK + "  onValueError: SkipAndRecord\n",
            "<nil>: Invalid value: onValueError: SkipAndRecord needs into.kafka.deadLetterTopic,"
                + " where skipped rows are recorded"),
        arguments(
            "rows recorded in the topic that they are missing in",
            SINK.replace("topic: test_avro_topic", "topic: t, deadLetterTopic: t"),
            "<nil>: Invalid value: into.kafka.deadLetterTopic must be another topic than"
                + " into.kafka.topic"),
        arguments(
            "a dead-letter topic with a blank in its name",
            SINK.replace("topic: test", "deadLetterTopic: my letters, topic: test"),
            "spec.into.kafka.deadLetterTopic: Invalid value: \"my letters\": the name of a topic"
                + " has only letters of ASCII, digits, '.', '_' and '-'"),
        arguments("no spec", SINK.replaceFirst("(?s)spec:.*", ""), "spec: Required value"),
        arguments(
            "a name too long",
            SINK.replace("avro-sink", "a".repeat(57)),
            "<nil>: Invalid value: the name of a Sink has at most 56 characters: what belongs to it"
                + " is named after it"),
        arguments(
            "two kinds", KAFKA.replace("}}", "}, schemaRegistry: {url: 'http://r'}}"), ONE_KIND),
        arguments("no kind", KAFKA.replaceFirst("spec: .*", "spec: {}"), ONE_KIND),
        arguments(
            "a URL of no web",
            registry("registry:8081"),
            "spec.schemaRegistry.url: Invalid value: \"registry:8081\": write"
                + " http(s)://host:port/path"),
        arguments(
            "a port too high",
            POSTGRES.replace("host: db", "host: db, port: 65536"),
            "spec.postgres.port: Invalid value: 65536: spec.postgres.port in body should be less"
                + " than or equal to 65535"),
        arguments(
            "no credentials",
            POSTGRES.replaceFirst(", credentials: .*", "}}"),
            "spec.postgres.credentials: Required value"),
        arguments(
            "no table",
            RELATION.replaceFirst("table: .*", ""),
            "spec.postgres.table: Required value"),
        arguments(
            "no columns",
            RELATION.replaceFirst("columns: .*", "columns: []"),
            "spec.postgres.columns: Invalid value: 0: spec.postgres.columns in body should have at"
                + " least 1 items"));
  }

  private static String registry(String url) {
    return KAFKA.replaceFirst("kafka: \\{.*", "schemaRegistry: {url: '%s'}}".formatted(url));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void invalid(String what, String manifest, String message) {
    assertThat(refusal(() -> apply(manifest))).isEqualTo(message);
  }

  static Stream<Arguments> forbiddenEdits() {
    return Stream.of(
        arguments(
            "a Sink's topic",
            SINK,
            "{into: {kafka: {topic: other}}}",
            "spec.into.kafka.topic: Invalid value: \"other\": into.kafka.topic cannot be changed:"
                + " create another Sink"),
        arguments(
            "a Sink's cluster",
            SINK,
            "{into: {kafka: {connection: {name: other}}}}",
            "spec.into.kafka.connection: Invalid value: into.kafka.connection cannot be changed:"
                + " create another Sink"),
        arguments(
            "a Sink's key",
            SINK,
            "{key: {columns: [key_col, tier]}}",
            "spec.key: Invalid value: key cannot be changed, as keys in the topic would no longer"
                + " compare: create another Sink with a topic of its own"),
        arguments(
            "a Sink's format",
            SINK,
            "{format: {avro: {registry: {name: other}}}}",
            "spec.format: Invalid value: format cannot be changed: create another Sink with a topic"
                + " of its own"),
        arguments(
            "a Sink's envelope",
            SINK,
            "{envelope: Debezium}",
            "spec.envelope: Unsupported value: \"Debezium\": supported values: \"Upsert\""),
        arguments(
            "a Sink's snapshot",
            SINK,
            "{snapshot: false}",
            "spec.snapshot: Invalid value: false: snapshot cannot be changed, as it is taken when"
                + " the sink begins: create another Sink with a topic of its own"),
        arguments(
            "a Relation's table", RELATION, "{postgres: {table: orders}}", RELATION_CANNOT_CHANGE),
        arguments(
            "a Relation's connection",
            RELATION,
            "{postgres: {connection: {name: o}}}",
            RELATION_CANNOT_CHANGE),
        arguments(
            "another column",
            RELATION,
            columns("other, {name: tier, column: class}"),
            RELATION_CANNOT_CHANGE),
        arguments(
            "a column's source",
            RELATION,
            columns("key_col, {name: tier, column: o}"),
            RELATION_CANNOT_CHANGE),
        arguments(
            "a column's name",
            RELATION,
            columns("key_col, {name: o, column: class}"),
            RELATION_CANNOT_CHANGE),
        arguments(
            "a text for an object", RELATION, columns("key_col, tier"), RELATION_CANNOT_CHANGE),
        arguments(
            "columns' order",
            RELATION,
            columns("{name: tier, column: class}, key_col"),
            RELATION_CANNOT_CHANGE),
        arguments("one column fewer", RELATION, columns("key_col"), RELATION_CANNOT_CHANGE),
        arguments(
            "all columns instead", RELATION, "{postgres: {columns: null}}", RELATION_CANNOT_CHANGE),
        arguments(
            "a Connection's kind",
            KAFKA,
            "{kafka: null, schemaRegistry: {url: 'http://registry'}}",
            "spec: Invalid value: a Connection cannot become one to another kind of system: create"
                + " another Connection"),
        arguments(
            "the progress topic",
            KAFKA,
            "{kafka: {progressTopic: other}}",
            "spec.kafka.progressTopic: Invalid value: \"other\": progressTopic cannot be changed:"
                + " the sinks' progress is in the old one; create another Connection"));
  }

  private static String columns(String list) {
    return "{postgres: {columns: [%s]}}".formatted(list);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void forbiddenEdits(String what, String manifest, String patch, String message) {
    apply(manifest);

    assertThat(refusal(() -> patch(manifest, patch))).isEqualTo(message);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{from: {name: matview-2}}",
        "{cutover: {timeout: 1h30m, attempt: 1}}",
        "{cutover: {timeout: 0s}}",
        "{into: {kafka: {partitions: 6, replicationFactor: 3, config: {retention.ms: '-1'}}}}"
      })
  void aSinkMayBeEditedSo(String patch) {
    apply(SINK);

    patch(SINK, patch);

    assertThat(get(Sink.class, "avro-sink").getMetadata().getGeneration()).isEqualTo(2);
  }

  @Test
  void aRelationThatIsAppliedAgainAsItIsStaysAsItIs() {
    apply(RELATION);

    apply(RELATION);

    assertThat(get(Relation.class, "matview-1").getMetadata().getGeneration()).isEqualTo(1);
  }

  @Test
  void kubectlPrintsTheColumnsAsTheyAreDeclared() {
    apply(SINK);

    assertThat(header("sinks"))
        .containsExactly(
            "NAME", "FROM", "ACTIVE", "TOPIC", "STATUS", "CUTOVER", "VERSION", "READY", "REASON",
            "AGE");
    assertThat(header("sinks", "-o", "wide"))
        .endsWith("AGE", "FRONTIER", "T", "MATCHES", "SKIPPED", "OUTDATED", "PHASE");
  }

  @Test
  void columnsOfReferencesSayWhetherTheyCanBeUsedAndWhyNot() {
    apply(RELATION);
    apply(KAFKA);

    assertThat(header("relations")).containsExactly("NAME", "TABLE", "READY", "REASON", "AGE");
    assertThat(header("relations", "-o", "wide")).endsWith("AGE", "CONNECTION", "OID", "MESSAGE");
    assertThat(header("connections")).containsExactly("NAME", "ACCEPTED", "REASON", "AGE");
    assertThat(header("connections", "-o", "wide"))
        .endsWith("AGE", "KAFKA", "REGISTRY", "POSTGRES", "MESSAGE");
  }

  @Test
  void whatTheOperatorHasNotLookedAtIsNotTakenForDone() {
    apply(SINK);
    apply(RELATION);
    apply(KAFKA);

    assertThat(get(Sink.class, "avro-sink").getStatus().observedGeneration()).isEqualTo(-1);
    assertThat(get(Relation.class, "matview-1").getStatus().observedGeneration()).isEqualTo(-1);
    assertThat(get(Connection.class, "kafka").getStatus().observedGeneration()).isEqualTo(-1);
  }

  private List<String> header(String... arguments) {
    var command =
        Stream.concat(Stream.of("-n", NAMESPACE, "get"), Stream.of(arguments))
            .toArray(String[]::new);
    return List.of(kubernetes.kubectl(command).lines().findFirst().orElseThrow().split("\\s+"));
  }

  private HasMetadata load(String manifest) {
    var bytes = new ByteArrayInputStream(manifest.getBytes(StandardCharsets.UTF_8));
    return client.load(bytes).items().getFirst();
  }

  private void apply(String manifest) {
    client
        .resource(load(manifest))
        .inNamespace(NAMESPACE)
        .fieldManager("kubectl")
        .forceConflicts()
        .serverSideApply();
  }

  /** As {@code kubectl patch --type merge}. */
  private void patch(String manifest, String spec) {
    client
        .resource(load(manifest))
        .inNamespace(NAMESPACE)
        .patch(PatchContext.of(PatchType.JSON_MERGE), json("spec: " + spec));
  }

  private String json(String yaml) {
    var serialization = client.getKubernetesSerialization();
    return serialization.asJson(serialization.unmarshal(yaml, JsonNode.class));
  }

  private <T extends CustomResource<?, ?>> T get(Class<T> kind, String name) {
    return client.resources(kind).inNamespace(NAMESPACE).withName(name).get();
  }

  /** What the API server has against it, each with its field, in lines. */
  private static String refusal(ThrowingCallable request) {
    var thrown = catchThrowableOfType(KubernetesClientException.class, request);
    assertThat(thrown).as("it was accepted").isNotNull();
    return thrown.getStatus().getDetails().getCauses().stream()
        .filter(cause -> !cause.getMessage().endsWith(NOT_ALL_CHECKED))
        .map(cause -> cause.getField() + ": " + cause.getMessage())
        .collect(Collectors.joining("\n"));
  }
}
