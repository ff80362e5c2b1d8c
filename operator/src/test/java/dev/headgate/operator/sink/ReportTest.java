package dev.headgate.operator.sink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.api.v1alpha1.CutoverPreview;
import dev.headgate.api.v1alpha1.SinkSpec;
import dev.headgate.api.v1alpha1.SinkStatus;
import dev.headgate.api.v1alpha1.SinkStatus.ChangedBy;
import dev.headgate.api.v1alpha1.SinkStatus.HistoryEntry;
import dev.headgate.dataflow.cutover.Attempt.Fate;
import dev.headgate.dataflow.cutover.CutoverStep;
import dev.headgate.dataflow.cutover.Mode;
import dev.headgate.dataflow.cutover.Observed;
import dev.headgate.dataflow.cutover.Observed.Activity;
import dev.headgate.dataflow.cutover.Observed.Skipped;
import dev.headgate.dataflow.cutover.Observed.Statistics;
import dev.headgate.dataflow.cutover.Promotion;
import dev.headgate.dataflow.cutover.Run;
import dev.headgate.dataflow.cutover.SchemaCheck;
import dev.headgate.dataflow.cutover.Terms;
import dev.headgate.dataflow.preview.FieldChange;
import dev.headgate.dataflow.preview.FieldChange.Field;
import dev.headgate.dataflow.preview.KeyDifference.Counted;
import dev.headgate.dataflow.preview.KeyDifference.Keys;
import dev.headgate.dataflow.preview.KeyLimits;
import dev.headgate.dataflow.preview.Preview;
import dev.headgate.dataflow.preview.SchemaDifference;
import dev.headgate.dataflow.preview.SubjectVerdict;
import dev.headgate.dataflow.progress.LiveRecord;
import dev.headgate.dataflow.progress.LiveRecord.Outcome;
import dev.headgate.dataflow.sink.OnValueError;
import dev.headgate.dataflow.time.Domain;
import dev.headgate.dataflow.time.Timestamp;
import dev.headgate.operator.relation.RelationReader;
import dev.headgate.operator.status.Resolved;
import dev.headgate.operator.worker.WorkerClient.Answer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ReportTest {

  @Test
  void aSinkThatStreamsWhatItNamesIsReady() {
    var status = Report.of(Given.streaming(), Optional.empty());

    assertThat(status.status()).isEqualTo("running");
    assertThat(status.activeRelation()).isEqualTo("matview-1");
    assertThat(status.version()).isEqualTo(1);
    assertThat(status.frontier()).isEqualTo("1/3000");
    assertThat(status.topicMatchesRelation()).isTrue();
    assertThat(status.observedGeneration()).isEqualTo(4);
    assertThat(status.error()).isNull();
    assertThat(words(status))
        .isEqualTo(
            "Ready=True/Streaming Reconciling=False/Streaming Stalled=False/Streaming"
                + " RelationResolved=True/Resolved WorkerAvailable=True/Answers"
                + " CutoverComplete=True/Completed AwaitingPromotion=False/NothingToPromote");
  }

  @Test
  void aPausedSinkIsSuspendedAndNothingIsAwaited() {
    var seen =
        Given.paused(
            Given.seen(
                "matview-1",
                null,
                Given.found(Given.OLD, Given.DOMAIN),
                Given.heard(Activity.PAUSED, null)));

    var status = Report.of(seen, Optional.empty());

    assertThat(Wishes.of(seen).orElseThrow().run()).isEqualTo(Run.PAUSED);
    assertThat(status.status()).isEqualTo("paused");
    assertThat(status.phase()).isEqualTo("Suspended");
    assertThat(status.error()).isNull();
    assertThat(words(status))
        .startsWith("Ready=False/Paused Reconciling=False/Paused Stalled=False/Paused");
  }

  @Test
  void aSkippedRowIsCountedAndNamedThoughTheSinkRuns() {
    var o = ((Answer.Heard) Given.heard(Activity.STREAMING, null)).observed();
    var skipping =
        new Observed(
            o.incarnation(),
            o.acknowledgedGeneration(),
            o.activity(),
            o.record(),
            o.upper(),
            o.cutover(),
            new Statistics(5, 5, 50, 50, new Skipped(2, Optional.of("Row (id=17) is too large"))),
            o.error());

    var status =
        Report.of(
            Given.seen(
                "matview-1",
                null,
                Given.found(Given.OLD, Given.DOMAIN),
                new Answer.Heard(skipping)),
            Optional.empty());

    assertThat(status.status()).isEqualTo("running");
    assertThat(status.error()).isNull();
    assertThat(status.statistics().rowsSkipped()).isEqualTo(2);
    assertThat(status.details().hints())
        .containsExactly(
            "2 rows were skipped since the worker started, the last one: Row (id=17) is too"
                + " large");
  }

  @Test
  void rowsAreSkippedOnlyIfTheSinkSaysSo() {
    var seen = Given.streaming();
    assertThat(Wishes.of(seen).orElseThrow().spec().onValueError())
        .isEqualTo(new OnValueError.Stall());

    var spec = seen.sink().getSpec();
    var kafka = spec.into().kafka();
    seen.sink()
        .setSpec(
            new SinkSpec(
                spec.from(),
                new SinkSpec.Into(
                    new SinkSpec.Kafka(
                        kafka.connection(), kafka.topic(), null, null, null, "letters")),
                spec.key(),
                spec.format(),
                spec.envelope(),
                spec.snapshot(),
                "SkipAndRecord",
                spec.cutover(),
                false,
                spec.worker()));

    assertThat(Wishes.of(seen).orElseThrow().spec().onValueError())
        .isEqualTo(new OnValueError.SkipAndRecord("letters"));
  }

  @Test
  void theSameWorldGivesTheSameStatus() {
    var first = Report.of(Given.streaming(), Optional.empty());

    var again =
        Report.of(
            Given.seen(
                "matview-1",
                first,
                Given.found(Given.OLD, Given.DOMAIN),
                Given.heard(Activity.STREAMING, null)),
            Optional.empty());

    assertThat(again).isEqualTo(first);
  }

  @Test
  void whoHoldsUpThatSomethingIsPreparedIsShown() {
    var seen = cuttingOver(CutoverStep.REPAIRING, List.of("pid 7 of app, idle"), List.of());

    var status = Report.of(seen, Optional.of(Given.attempt(new Fate.UnderWay())));

    assertThat(status.phase()).isEqualTo("Cutting over to matview-2: Repairing");
    assertThat(status.cutover().blockers()).containsExactly("pid 7 of app, idle");
    assertThat(status.cutover().message()).isEqualTo("Waiting for 1 open transaction");
  }

  @Test
  void aCutoverUnderWayIsShownWhileTheOldRelationFlows() {
    var seen = cuttingOver(CutoverStep.PREPARING, List.of("pid 7 of app, idle"), List.of());

    var status = Report.of(seen, Optional.of(Given.attempt(new Fate.UnderWay())));

    assertThat(status.status()).isEqualTo("running");
    assertThat(status.phase()).isEqualTo("Cutting over to matview-2: Preparing");
    assertThat(status.cutover().from()).isEqualTo("matview-1");
    assertThat(status.cutover().to()).isEqualTo("matview-2");
    assertThat(status.cutover().step()).isEqualTo("Preparing");
    assertThat(status.cutover().since()).isEqualTo("0/2000");
    assertThat(status.cutover().deadline()).isEqualTo("2026-01-01T12:10:00Z");
    assertThat(status.cutover().blockers()).containsExactly("pid 7 of app, idle");
    assertThat(status.cutover().message()).isEqualTo("Waiting for 1 open transaction");
    assertThat(words(status))
        .isEqualTo(
            "Ready=False/CuttingOver Reconciling=True/CuttingOver Stalled=False/CuttingOver"
                + " RelationResolved=True/Resolved WorkerAvailable=True/Answers"
                + " CutoverComplete=False/Preparing AwaitingPromotion=False/NothingToPromote");
  }

  @Test
  void aCutoverThatWaitsForAPersonSaysWhatToSet() {
    var seen = cuttingOver(CutoverStep.AWAITING_PROMOTION, List.of(), List.of());
    var attempt = Given.attempt(new Fate.UnderWay()).awaitingSince(Given.NOON);

    var status = Report.of(seen, Optional.of(attempt));

    assertThat(status.phase()).isEqualTo("Cutting over to matview-2: AwaitingPromotion");
    assertThat(status.cutover().awaitingPromotionSince()).isEqualTo("2026-01-01T12:00:00Z");
    assertThat(status.cutover().message())
        .isEqualTo("Prepared. To cut over, set spec.cutover.promote to 0123456789abcdef");
    assertThat(words(status))
        .startsWith("Ready=False/AwaitingPromotion")
        .endsWith("AwaitingPromotion=True/NotYetPromoted");
  }

  @Test
  void whatACutoverWouldComeToIsShownToTheOneWhoPromotesIt() {
    var preview =
        new Preview(
            new SchemaDifference(
                List.of(), List.of(new FieldChange.Added(new Field("tier", "text", true)))),
            List.of(
                new SubjectVerdict.Compatible("t-key"),
                new SubjectVerdict.Incompatible("t-value", List.of("TYPE_MISMATCH"))),
            new Counted(20, 900, new Keys(40, List.of("(id=7)")), Keys.NONE, Keys.NONE),
            Given.NOON,
            Duration.ofMillis(1234));
    var seen = cuttingOver(CutoverStep.AWAITING_PROMOTION, Optional.of(preview));

    var shown = Report.of(seen, Optional.of(Given.attempt(new Fate.UnderWay()))).cutover();

    assertThat(shown.preview().valueSchema()).containsExactly("+tier text, may be NULL");
    assertThat(shown.preview().registry())
        .containsExactly(
            new CutoverPreview.Subject("t-key", "Compatible", List.of()),
            new CutoverPreview.Subject("t-value", "Incompatible", List.of("TYPE_MISMATCH")));
    assertThat(shown.preview().keys().stale())
        .isEqualTo(new CutoverPreview.Counted(40L, List.of("(id=7)")));
    assertThat(shown.message())
        .isEqualTo(
            "Prepared. To cut over, set spec.cutover.promote to 0123456789abcdef. About 40 stale,"
                + " 0 missing and 0 orphan keys of 900");
  }

  @Test
  void limitsAndTheWishForAPreviewReachTheWorker() {
    var seen = Given.limited(10L, null, 0L, 3, Given.streaming());

    assertThat(Wishes.of(seen).orElseThrow().policy().terms())
        .isEqualTo(
            new Terms(
                Mode.RECONCILE,
                SchemaCheck.BEFORE_CUTOVER,
                new KeyLimits(OptionalLong.of(10), OptionalLong.empty(), OptionalLong.of(0)),
                3));
  }

  @Test
  void aPromotionOfAnotherCutoverIsRefusedWithTheIdOfThisOne() {
    var seen = promoting("feedfacefeedface");

    var status = Report.of(seen, Optional.of(Given.attempt(new Fate.UnderWay())));

    assertThat(Wishes.of(seen).orElseThrow().policy().promotion())
        .isEqualTo(new Promotion.Manual("feedfacefeedface"));
    assertThat(status.cutover().message())
        .isEqualTo(
            "spec.cutover.promote names feedfacefeedface, which is not this cutover. To cut over,"
                + " set it to 0123456789abcdef");
    assertThat(words(status)).endsWith("AwaitingPromotion=True/AnotherIsNamed");
  }

  @Test
  void aPromotionOfThisCutoverIsNotTakenForOneOfAnother() {
    var seen = promoting("0123456789abcdef");

    var status = Report.of(seen, Optional.of(Given.attempt(new Fate.UnderWay())));

    assertThat(words(status)).endsWith("AwaitingPromotion=True/NotYetPromoted");
  }

  /** The cutover of these tests waits for a person, and that id is promoted. */
  private static Seen promoting(String id) {
    return Given.promoting(id, cuttingOver(CutoverStep.AWAITING_PROMOTION, List.of(), List.of()));
  }

  @Test
  void aCandidateThatIsRefusedHasAReasonOfItsOwn() {
    var refused = cuttingOver(CutoverStep.VALIDATING, List.of(), List.of("no key", "no column"));
    var checked = cuttingOver(CutoverStep.VALIDATING, List.of(), List.of());

    var underWay = Optional.of(Given.attempt(new Fate.UnderWay()));
    var status = Report.of(refused, underWay);

    assertThat(status.status()).isEqualTo("running");
    assertThat(words(status))
        .startsWith(
            "Ready=False/CandidateRefused Reconciling=True/CandidateRefused"
                + " Stalled=False/CandidateRefused")
        .contains("CutoverComplete=False/Validating");
    assertThat(message(status, "Ready")).isEqualTo("no key\nno column");
    assertThat(words(Report.of(checked, underWay))).startsWith("Ready=False/CuttingOver");
    assertThat(words(Report.of(refused, Optional.of(Given.attempt(new Fate.Withdrawn())))))
        .startsWith("Ready=False/CuttingOver");
  }

  @Test
  void untilWhenTheWayBackNeedsNoWaitIsShown() {
    var seen = Given.keeping("2h", cuttingOver(null, List.of(), List.of()));
    var done = Given.attempt(new Fate.Completed(new Timestamp(0x1_6B37_48D8L), Given.NOON));

    var status = Report.of(seen, Optional.of(done));

    assertThat(status.cutover().completedAt()).isEqualTo("2026-01-01T12:00:00Z");
    assertThat(status.cutover().rollbackUntil()).isEqualTo("2026-01-01T14:00:00Z");
    assertThat(Wishes.of(seen).orElseThrow().policy().rollbackWindow())
        .isEqualTo(Duration.ofHours(2));
  }

  @Test
  void aTryThatTimedOutLeavesTheSinkRunningAndNotReady() {
    var seen = cuttingOver(null, List.of(), List.of());
    var attempt = Given.attempt(new Fate.Ended(Outcome.TIMED_OUT, "the deadline passed"));

    var status = Report.of(seen, Optional.of(attempt));

    assertThat(status.status()).isEqualTo("running");
    assertThat(status.activeRelation()).isEqualTo("matview-1");
    assertThat(status.cutover().step()).isEqualTo("TimedOut");
    assertThat(words(status))
        .startsWith(
            "Ready=False/CutoverFailed Reconciling=False/CutoverFailed Stalled=True/CutoverFailed")
        .contains("CutoverComplete=False/TimedOut");
    assertThat(message(status, "Ready"))
        .isEqualTo(
            """
            TimedOut: the deadline passed. matview-1 flows on.
              Change spec.from, or raise spec.cutover.attempt\
            """);
  }

  @Test
  void aRelationThatIsMissingIsWaitedFor() {
    var missing =
        Resolved.<dev.headgate.operator.relation.ResolvedRelation>missing(
            RelationReader.RELATION_NOT_FOUND, "Relation matview-1 does not exist");

    var status = Report.of(Given.unassigned(missing), Optional.empty());

    assertThat(status.status()).isEqualTo("created");
    assertThat(status.error()).isEqualTo("Relation matview-1 does not exist");
    assertThat(words(status))
        .startsWith(
            "Ready=False/RelationNotFound Reconciling=True/RelationNotFound"
                + " Stalled=False/RelationNotFound RelationResolved=False/RelationNotFound"
                + " WorkerAvailable=False/NotStarted");
  }

  @Test
  void aRelationThatIsRefusedStallsASinkThatHasNotBegunAndOnlyMarksOneThatRuns() {
    var refused =
        Resolved.<dev.headgate.operator.relation.ResolvedRelation>missing(
            "NotATable", "it is a view.\n  Show a table");

    var begun =
        Report.of(
            Given.seen("matview-2", null, refused, Given.heard(Activity.STREAMING, null)),
            Optional.empty());
    var unbegun = Report.of(Given.unassigned(refused), Optional.empty());

    assertThat(begun.status()).isEqualTo("running");
    assertThat(begun.error()).isNull();
    assertThat(words(begun))
        .startsWith("Ready=False/NotATable Reconciling=False/NotATable Stalled=True/NotATable");
    assertThat(unbegun.status()).isEqualTo("stalled");
    assertThat(unbegun.details().hints()).containsExactly("Show a table");
  }

  @Test
  void aRelationOfAnotherDatabaseIsRefused() {
    var elsewhere = Given.found(Given.NEW, new Domain("8", 5));

    var seen = Given.seen("matview-2", null, elsewhere, Given.heard(Activity.STREAMING, null));

    assertThat(Wishes.of(seen).orElseThrow().from()).isEmpty();
    assertThat(words(Report.of(seen, Optional.empty())))
        .startsWith("Ready=False/OtherDatabase Reconciling=False/OtherDatabase Stalled=True");
  }

  @Test
  void aWorkerThatIsSilentLeavesWhatWasKnownInTheStatus() {
    var before = Report.of(Given.streaming(), Optional.empty());

    var status =
        Report.of(
            Given.seen(
                "matview-1",
                before,
                Given.found(Given.OLD, Given.DOMAIN),
                new Answer.Silent("connection refused")),
            Optional.empty());

    assertThat(status.status()).isEqualTo("starting");
    assertThat(status.version()).isEqualTo(1);
    assertThat(status.frontier()).isEqualTo("1/3000");
    assertThat(status.activeRelation()).isEqualTo("matview-1");
    assertThat(words(status)).contains("WorkerAvailable=False/NoAnswer");
  }

  @Test
  void whoChangedFromIsRememberedFromWhenTheTryBegan() {
    var underWay = Optional.of(Given.attempt(new Fate.UnderWay()));
    var began = Report.of(changedBy("kubectl-edit", null, Given.OLD_RECORD), underWay);
    var edited = Report.of(changedBy("argocd", began, Given.OLD_RECORD), underWay);
    var done = Given.attempt(new Fate.Completed(new Timestamp(0x3000), Given.NOON));
    var passed = Report.of(changedBy("argocd", edited, Given.NEW_RECORD), Optional.of(done));
    var later = Report.of(changedBy("flux", passed, Given.NEW_RECORD), Optional.of(done));

    var by = new ChangedBy("kubectl-edit", "Apply", "2026-01-01T10:00:00Z");
    assertThat(began.cutover().changedBy()).isEqualTo(by);
    assertThat(edited.cutover().changedBy()).isEqualTo(by);
    assertThat(began.history())
        .containsExactly(
            new HistoryEntry(
                1, "matview-1", "0/1000", "2026-01-01T12:00:05Z", List.of(0L, 4L), null));
    assertThat(passed.history())
        .contains(
            new HistoryEntry(
                2, "matview-2", "0/3000", "2026-01-01T12:00:05Z", List.of(9L, 8L), by));
    assertThat(later.history()).isEqualTo(passed.history());
  }

  @Test
  void aStatusThatWasLostTellsNobodyOfVersionsThatAreThere() {
    var status = Report.of(changedBy("argocd", null, Given.NEW_RECORD), Optional.empty());

    assertThat(status.history()).extracting(HistoryEntry::changedBy).containsOnlyNulls();
    assertThat(status.history())
        .extracting(HistoryEntry::offsets)
        .containsExactly(List.of(0L, 4L), List.of(9L, 8L));
  }

  /** {@code manager} owns {@code spec.from} now. */
  private static Seen changedBy(String manager, SinkStatus before, LiveRecord record) {
    var seen =
        Given.seen(
            "matview-2",
            before,
            Given.found(Given.NEW, Given.DOMAIN),
            Given.heard(Activity.STREAMING, null, null, record));
    seen.sink().getMetadata().setManagedFields(List.of(EditorsTest.from(manager)));
    return seen;
  }

  private static Seen cuttingOver(CutoverStep step, Optional<Preview> preview) {
    return cuttingOver(Given.at(step, List.of(), List.of()).withPreview(preview));
  }

  private static Seen cuttingOver(CutoverStep step, List<String> blockers, List<String> problems) {
    return cuttingOver(step == null ? null : Given.at(step, blockers, problems));
  }

  private static Seen cuttingOver(Observed.Cutover cutover) {
    return Given.seen(
        "matview-2",
        null,
        Given.found(Given.NEW, Given.DOMAIN),
        Given.heard(Activity.STREAMING, null, cutover));
  }

  private static String words(SinkStatus status) {
    return status.conditions().stream()
        .map(c -> "%s=%s/%s".formatted(c.getType(), c.getStatus(), c.getReason()))
        .collect(Collectors.joining(" "));
  }

  private static String message(SinkStatus status, String type) {
    return status.conditions().stream()
        .filter(c -> c.getType().equals(type))
        .findFirst()
        .orElseThrow()
        .getMessage();
  }
}
