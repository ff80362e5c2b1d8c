package dev.headgate.operator.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.headgate.api.v1alpha1.Sink;
import dev.headgate.api.v1alpha1.SinkStatus;
import dev.headgate.dataflow.cutover.Attempt;
import dev.headgate.dataflow.cutover.Attempt.Fate;
import dev.headgate.dataflow.cutover.CutoverStep;
import dev.headgate.dataflow.cutover.Observed.Activity;
import dev.headgate.dataflow.progress.LiveRecord.Outcome;
import dev.headgate.dataflow.time.Domain;
import dev.headgate.dataflow.time.Timestamp;
import dev.headgate.operator.relation.RelationReader;
import dev.headgate.operator.relation.ResolvedRelation;
import dev.headgate.operator.sink.Readers.KStatus;
import dev.headgate.operator.status.Resolved;
import dev.headgate.operator.worker.WorkerClient.Answer;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** kstatus, {@code kubectl wait} and Argo CD say the same of a Sink, whatever its state. */
class HealthTest {

  private static final KubernetesSerialization JSON =
      new KubernetesSerialization(new ObjectMapper(), false);

  private static final Optional<Attempt> NONE = Optional.empty();

  static Stream<Arguments> states() {
    return Stream.of(
            running(), beginning(), stalled(), cuttingOver(), overAndDone(), pausedOrDeleted())
        .flatMap(states -> states);
  }

  private static Stream<Arguments> beginning() {
    return Stream.of(
        state("created", unassigned(), NONE, "Progressing"),
        state(
            "waits for its Relation",
            Given.unassigned(missing(RelationReader.RELATION_NOT_FOUND)),
            NONE,
            "Progressing"),
        state(
            "its worker is coming up", seen(new Answer.Silent("no address")), NONE, "Progressing"),
        state("starting", seen(Given.heard(Activity.STARTING, null)), NONE, "Progressing"));
  }

  private static Stream<Arguments> running() {
    return Stream.of(state("running", Given.streaming(), NONE, "Healthy"));
  }

  private static Stream<Arguments> stalled() {
    return Stream.of(
        state("stalled", seen(Given.heard(Activity.STALLED, "no")), NONE, "Degraded"),
        state("retrying", seen(Given.heard(Activity.RETRYING, "no")), NONE, "Degraded"),
        state("waiting", seen(Given.heard(Activity.WAITING, "no")), NONE, "Degraded"),
        state("cannot begin", Given.unassigned(missing("NotATable")), NONE, "Degraded"),
        state(
            "runs, and is to show what cannot be shown",
            Given.seen(
                "matview-2", null, missing("NotATable"), Given.heard(Activity.STREAMING, null)),
            NONE,
            "Degraded"),
        state(
            "runs, and is to show what is not there yet",
            Given.seen(
                "matview-2",
                null,
                missing(RelationReader.RELATION_NOT_FOUND),
                Given.heard(Activity.STREAMING, null)),
            NONE,
            "Progressing"),
        state(
            "runs, and is to show another database",
            Given.seen(
                "matview-2",
                null,
                Given.found(Given.NEW, new Domain("8", 5)),
                Given.heard(Activity.STREAMING, null)),
            NONE,
            "Degraded"));
  }

  private static Stream<Arguments> cuttingOver() {
    var underWay = Optional.of(Given.attempt(new Fate.UnderWay()));
    var steps =
        EnumSet.complementOf(EnumSet.of(CutoverStep.AWAITING_PROMOTION)).stream()
            .map(step -> state("cutover: " + step, at(step, List.of()), underWay, "Progressing"));
    return Stream.concat(
        steps,
        Stream.of(
            state(
                "cutover: begins",
                Given.seen(
                    "matview-2",
                    null,
                    Given.found(Given.NEW, Given.DOMAIN),
                    Given.heard(Activity.STREAMING, null)),
                NONE,
                "Progressing"),
            state(
                "cutover: refused for now",
                at(CutoverStep.VALIDATING, List.of("no key")),
                underWay,
                "Progressing"),
            state(
                "cutover: is being withdrawn",
                at(CutoverStep.PREPARING, List.of()),
                Optional.of(Given.attempt(new Fate.Withdrawn())),
                "Progressing"),
            state(
                "cutover: waits for a person",
                at(CutoverStep.AWAITING_PROMOTION, List.of()),
                underWay,
                "Suspended"),
            state(
                "cutover: waits, and another one is promoted",
                Given.promoting("feed", at(CutoverStep.AWAITING_PROMOTION, List.of())),
                underWay,
                "Suspended")));
  }

  private static Stream<Arguments> overAndDone() {
    var done = new Fate.Completed(new Timestamp(0x3000), Given.NOON);
    return Stream.of(
        state(
            "cutover: completed",
            Given.seen(
                "matview-2",
                null,
                Given.found(Given.NEW, Given.DOMAIN),
                Given.heard(Activity.STREAMING, null, null, Given.NEW_RECORD)),
            Optional.of(Given.attempt(done)),
            "Healthy"),
        state("cutover: failed", at(null, List.of()), ended(Outcome.FAILED), "Degraded"),
        state("cutover: timed out", at(null, List.of()), ended(Outcome.TIMED_OUT), "Degraded"),
        state("cutover: put back", Given.streaming(), ended(Outcome.ABORTED), "Healthy"),
        state("cutover: failed and put back", Given.streaming(), ended(Outcome.FAILED), "Healthy"));
  }

  private static Stream<Arguments> pausedOrDeleted() {
    return Stream.of(
        state("paused", Given.paused(seen(Given.heard(Activity.PAUSED, null))), NONE, "Suspended"),
        state(
            "is to be paused and still runs",
            Given.paused(seen(Given.heard(Activity.STREAMING, null))),
            NONE,
            "Healthy"),
        state("deleted", deleted(Given.streaming()), NONE, "Progressing"),
        state(
            "deleted, and cannot be released",
            deleted(seen(Given.heard(Activity.RETRYING, "no"))),
            NONE,
            "Progressing"));
  }

  private static Arguments state(
      String name, Seen seen, Optional<Attempt> attempt, String expected) {
    return arguments(name, resource(seen.sink(), Report.of(seen, attempt)), expected);
  }

  @ParameterizedTest(name = "{0}: {2}")
  @MethodSource("states")
  void allSayTheSame(String name, JsonNode resource, String expected) {
    assertThat(ArgoHealth.of(resource).status()).isEqualTo(expected);
    requireAgreement(resource);
  }

  /** None of the others has Suspended: it is something that is not there yet. */
  private static void requireAgreement(JsonNode resource) {
    var health = ArgoHealth.of(resource).status();
    var kstatus = Readers.kstatus(resource);
    assertThat(kstatus)
        .as("kstatus, where Argo CD says %s", health)
        .isIn(
            switch (health) {
              case "Healthy" -> EnumSet.of(KStatus.Current);
              case "Degraded" -> EnumSet.of(KStatus.Failed);
              case "Suspended" -> EnumSet.of(KStatus.InProgress);
              default -> EnumSet.of(KStatus.InProgress, KStatus.Terminating);
            });
    if (kstatus != KStatus.Terminating) {
      assertThat(Readers.endsWait(resource, "Ready"))
          .as("kubectl wait")
          .isEqualTo(health.equals("Healthy"));
    }
    assertThat(ArgoHealth.of(resource).message()).isNotBlank();
  }

  @Test
  void whatTheOperatorHasNotLookedAtYetIsOnItsWay() {
    var byDefault = JSON.unmarshal("observedGeneration: -1", SinkStatus.class);

    var fresh = resource(Given.sink("matview-1", null), byDefault);

    assertThat(ArgoHealth.of(fresh).status()).isEqualTo("Progressing");
    requireAgreement(fresh);
  }

  @Test
  void aSpecThatTheOperatorHasNotSeenIsOnItsWay() {
    var sink = Given.sink("matview-1", null);
    var status = Report.of(Given.streaming(), NONE);
    sink.getMetadata().setGeneration(5L);

    var edited = resource(sink, status);

    assertThat(ArgoHealth.of(edited).status()).isEqualTo("Progressing");
    requireAgreement(edited);
  }

  @Test
  void whereTheOperatorCannotLookSomebodyHasTo() {
    var sink = Given.sink("matview-1", Report.of(Given.streaming(), NONE));

    var failed =
        resource(sink, Failure.status(sink, new IllegalStateException("no way"), Given.NOON));

    assertThat(ArgoHealth.of(failed).status()).isEqualTo("Degraded");
    requireAgreement(failed);
  }

  private static JsonNode resource(Sink sink, SinkStatus status) {
    var copy = new Sink();
    copy.setMetadata(sink.getMetadata());
    copy.setSpec(sink.getSpec());
    copy.setStatus(status);
    return JSON.unmarshal(JSON.asJson(copy), JsonNode.class);
  }

  private static Seen unassigned() {
    return Given.unassigned(Given.found(Given.OLD, Given.DOMAIN));
  }

  private static Seen seen(Answer worker) {
    return Given.seen("matview-1", null, Given.found(Given.OLD, Given.DOMAIN), worker);
  }

  private static Resolved<ResolvedRelation> missing(String reason) {
    return Resolved.missing(reason, "it cannot be shown");
  }

  private static Seen at(CutoverStep step, List<String> problems) {
    return Given.seen(
        "matview-2",
        null,
        Given.found(Given.NEW, Given.DOMAIN),
        Given.heard(
            Activity.STREAMING, null, step == null ? null : Given.at(step, List.of(), problems)));
  }

  private static Optional<Attempt> ended(Outcome outcome) {
    return Optional.of(Given.attempt(new Fate.Ended(outcome, "it is over")));
  }

  private static Seen deleted(Seen seen) {
    seen.sink().getMetadata().setDeletionTimestamp("2026-01-01T12:00:00Z");
    return seen;
  }
}
