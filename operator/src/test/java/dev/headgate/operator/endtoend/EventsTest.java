package dev.headgate.operator.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.headgate.api.v1alpha1.SinkStatus;
import dev.headgate.api.v1alpha1.SinkStatus.Step;
import dev.headgate.operator.endtoend.CrashingOperator.Where;
import dev.headgate.operator.sink.ReconcilePoints.Point;
import dev.headgate.testkit.kafka.KafkaServer;
import dev.headgate.testkit.load.TestDatabase;
import dev.headgate.testkit.postgres.PostgresServer;
import dev.headgate.testkit.registry.SchemaRegistryServer;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a user reads of a Sink in {@code kubectl describe}. */
@SharedPlatform
class EventsTest {

  /** Longer than two looks of the operator at a sink that is where it shall be. */
  private static final Duration TWO_LOOKS = Duration.ofSeconds(12);

  private static final String MANUAL =
      """
      {"spec": {"from": {"name": "%s"},
        "cutover": {"promotion": "Manual", "promote": "0000000000000000"}}}
      """;

  private static Platform platform;
  private static SinkUnderTest sink;

  @BeforeAll
  static void runASink(
      Platform shared, KafkaServer kafka, PostgresServer postgres, SchemaRegistryServer registry)
      throws Exception {
    platform = shared;
    sink = new SinkUnderTest(platform, kafka, registry, TestDatabase.withTables(postgres));
    sink.startWithMatviews();
  }

  @AfterAll
  static void leaveNothing() throws Exception {
    sink.close();
  }

  @Test
  void theWholeOfACutoverIsToldAndWhomItWaitsFor() throws Exception {
    var next = sink.other();
    try (var held = HeldTransaction.on(sink.database())) {
      sink.patch(MANUAL.formatted(next));
      sink.until(
          "it is blocked", s -> isIn(s, Step.Preparing) && !s.cutover().blockers().isEmpty());
      held.commit();
    }
    var id = sink.untilIn(Step.AwaitingPromotion).cutover().id();
    sink.until("there is a preview", s -> s.cutover().preview() != null);
    sink.patch("{\"spec\":{\"cutover\":{\"promote\":\"%s\"}}}".formatted(id));
    var done = sink.untilReady(next);
    sink.patch("{\"spec\":{\"cutover\":{\"promotion\":\"Automatic\",\"promote\":null}}}");

    var told = of(id);
    assertThat(told.keySet())
        .contains(
            "CutoverStarted",
            "Preparing",
            "CutoverBlocked",
            "AwaitingPromotion",
            "PromotionRefused",
            "PreviewMade",
            "CutoverCompleted")
        .doesNotContain("CutoverFailed", "CandidateRefused");
    assertThat(told.get("CutoverStarted").getMessage()).contains(" to " + next);
    assertThat(told.get("CutoverBlocked").getMessage()).contains("pid ", "idle in transaction");
    assertThat(told.get("CutoverBlocked").getType()).isEqualTo("Warning");
    assertThat(told.get("AwaitingPromotion").getMessage())
        .endsWith("set spec.cutover.promote to " + id);
    assertThat(told.get("PromotionRefused").getMessage()).contains("names 0000000000000000");
    assertThat(told.get("CutoverCompleted").getMessage())
        .contains("T = " + done.cutover().timestamp())
        .contains("as version " + done.version());
    assertThat(told.get("CutoverStarted").getCount()).isEqualTo(1);
    assertThat(told.get("CutoverCompleted").getCount()).isEqualTo(1);
    assertThat(describe("sink", SinkUnderTest.NAME))
        .contains("CutoverBlocked", "PromotionRefused", told.get("CutoverCompleted").getMessage());
  }

  @Test
  void everyKindTellsThatItIsThereAndTheSinkThatItRuns() {
    assertThat(sink.events("Running")).hasSize(1);
    assertThat(sink.events()).extracting(Event::getReason).contains("Starting", "Running");
    assertThat(describe("relation", "matview-1")).containsPattern("Normal +Resolved ");
    assertThat(describe("connection", "kafka")).containsPattern("Normal +Accepted ");
  }

  @Test
  void kubectlWaitEndsOnceTheSinkIsReady() {
    assertThat(
            platform
                .kubernetes()
                .kubectl(
                    "wait",
                    "sink/" + SinkUnderTest.NAME,
                    "--for=condition=Ready",
                    "--timeout=60s",
                    "-n",
                    sink.namespace()))
        .contains("condition met");
  }

  @Test
  void anOperatorThatDiesBetweenEventAndStatusLeavesOneEvent() throws Exception {
    var next = sink.other();
    var where = Where.at(Point.PUBLISHED, Step.Validating);
    platform.operator().kill();
    sink.edit(next);
    platform.operator().startCrashingAt(where);
    platform.operator().awaitCrash(where);
    var before = sink.status().orElseThrow();
    var published = sink.events("CutoverStarted");

    platform.operator().start();
    var done = sink.untilReady(next);

    var started =
        sink.events("CutoverStarted").stream()
            .filter(event -> event.getMessage().contains(done.cutover().id()))
            .toList();
    assertThat(started).as("published before the crash").isSubsetOf(published).hasSize(1);
    assertThat(started.getFirst().getCount()).isEqualTo(1);
    assertThat(before.cutover())
        .as("the status does not show it yet")
        .isNotEqualTo(done.cutover())
        .satisfies(
            cutover ->
                assertThat(cutover == null ? "none" : cutover.id())
                    .isNotEqualTo(done.cutover().id()));
  }

  @Test
  void theOperatorTellsPrometheusHowTheSinkIs() throws Exception {
    var id = sink.id();
    var flows =
        "headgate_operator_sink_status{name=\"avro-sink\",namespace=\"%s\",sink=\"%s\",status=\"running\"}"
            + " 1.0";
    sink.untilReady(sink.status().orElseThrow().activeRelation());

    assertThat(platform.operator().metrics())
        .contains(flows.formatted(sink.namespace(), id))
        .contains("headgate_operator_reconcile_seconds_count{kind=\"sink\"} ")
        .contains("headgate_operator_reconcile_seconds_count{kind=\"relation\"} ")
        .contains("jvm_memory_used_bytes");
  }

  @Test
  void whereNothingChangesNothingIsWritten() {
    platform.operator().kill();
    platform.operator().start();
    var last = new AtomicReference<>(Map.<String, String>of());

    await("neither Sink nor Event is written for as long as two looks take")
        .atMost(Duration.ofMinutes(2))
        .during(TWO_LOOKS)
        .until(() -> versions().equals(last.getAndSet(versions())));

    assertThat(last.get()).hasSizeGreaterThan(2);
  }

  /** The resource versions of the Sink and of all its Events. */
  private static Map<String, String> versions() {
    return Stream.concat(Stream.of(sink.resource().get()), sink.events().stream())
        .map(HasMetadata::getMetadata)
        .collect(Collectors.toMap(m -> m.getName(), m -> m.getResourceVersion()));
  }

  /** What is told of that cutover, by reason: each of them once. */
  private static Map<String, Event> of(String cutover) {
    return sink.events().stream()
        .filter(event -> event.getMessage().contains(cutover))
        .collect(Collectors.toMap(Event::getReason, event -> event));
  }

  private static boolean isIn(SinkStatus status, Step step) {
    return status.cutover() != null && step.name().equals(status.cutover().step());
  }

  private static String describe(String kind, String name) {
    return platform.kubernetes().kubectl("describe", kind, name, "-n", sink.namespace());
  }
}
